// The profiles as arrays, and what a choice of samples comes to. Nothing here knows of the document.

async function unpack(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(plain).text());
}

// Nodes are in preorder, 0 is the root; a timed loop begins at JMH's stub.
function indexTree(event, data) {
  if (event.size) return;
  const n = event.depth.length;
  event.size = n;
  event.parent = new Int32Array(n);
  event.fn = new Int32Array(n).fill(-1);
  event.first = new Int32Array(n);
  event.next = new Int32Array(n);
  event.loop = new Uint8Array(n);
  const stub = data.functions.map(each => (each[3] || each[0]).endsWith('_jmhStub'));
  const path = [0], inside = new Uint8Array(n), last = new Int32Array(n);
  for (let i = 1; i < n; i++) {
    const depth = event.depth[i], above = path[depth - 1];
    path[depth] = i;
    event.parent[i] = above;
    event.fn[i] = data.frameFunction[event.frame[i]];
    if (last[above]) event.next[last[above]] = i;
    else event.first[above] = i;
    last[above] = i;
    if (stub[event.fn[i]] && !inside[above]) event.loop[i] = 1;
    inside[i] = inside[above] || event.loop[i];
  }
}

// The factor of each file: values are per operation, as a mean over the files of a side.
function weights(event, chosen) {
  const count = [0, 0];
  event.sources.forEach((source, s) => { if (chosen(s)) count[s < event.base ? 0 : 1]++; });
  return event.sources.map((source, s) =>
    !chosen(s) ? 0 : event.perOp ? 1 / source.ops / count[s < event.base ? 0 : 1] : 1);
}

// choice: source (-1 for all), wanted(dimension, value), fold.
function compute(event, data, choice) {
  indexTree(event, data);
  const n = event.size, diff = event.base > 0;
  const weight = weights(event, s => choice.source < 0 || choice.source === s);
  const series = event.series.map(one =>
    weight[one[0]] > 0 && event.dims.every((dim, d) => choice.wanted(dim, dim.values[one[d + 1]])));
  const self = new Float64Array(n), delta = diff ? new Float64Array(n) : null;
  const entries = event.entries;
  let everything = 0, lost = 0;
  for (let i = 0; i < entries.length; i += 3) {
    const node = entries[i], source = event.series[entries[i + 1]][0];
    const value = entries[i + 2] * weight[source];
    everything += value;
    const leaf = event.fn[node] < 0 ? '' : data.functions[event.fn[node]][0];
    if (leaf.startsWith('[failed') || leaf.startsWith('[lost')) lost += value;
    if (!series[entries[i + 1]]) continue;
    if (diff) {
      self[node] += value / 2;
      delta[node] += source < event.base ? -value : value;
    } else {
      self[node] += value;
    }
  }
  const result = { event, data, choice, self, delta, selfDelta: delta && delta.slice(), series, weight,
    value: self.slice(), loops: [], unseen: everything > 0 ? lost / everything : 0 };
  const { value } = result;
  let loopValue = 0, loopDelta = 0;
  for (let i = n - 1; i > 0; i--) {
    if (choice.fold && event.loop[i]) {
      result.loops.push(i);
      loopValue += value[i];
      if (diff) loopDelta += delta[i];
      continue;
    }
    value[event.parent[i]] += value[i];
    if (diff) delta[event.parent[i]] += delta[i];
  }
  result.total = value[0] + loopValue;
  result.totalDelta = diff ? delta[0] + loopDelta : 0;
  return result;
}

// Self and total of each function, in all and by file; a function that calls itself counts once.
function functionTable(result) {
  const { event, data, series } = result, n = event.size;
  const used = event.sources.map((source, s) => s).filter(s => result.weight[s] > 0);
  const rows = data.functions.map((each, f) => ({ f, self: 0, total: 0, delta: 0, selfDelta: 0, selfs: [], totals: [] }));
  const open = new Int32Array(rows.length), path = new Int32Array(n);
  used.forEach((source, at) => {
    const scale = event.perOp ? 1 / event.sources[source].ops : 1;
    const self = new Float64Array(n);
    for (let i = 0; i < event.entries.length; i += 3) {
      const one = event.entries[i + 1];
      if (series[one] && event.series[one][0] === source) self[event.entries[i]] += event.entries[i + 2] * scale;
    }
    const value = self.slice();
    for (let i = n - 1; i > 0; i--) {
      if (!(result.choice.fold && event.loop[i])) value[event.parent[i]] += value[i];
    }
    open.fill(0);
    let depth = 0;
    for (let i = 1; i < n; i++) {
      while (depth >= event.depth[i]) open[event.fn[path[depth--]]]--;
      path[++depth] = i;
      const row = rows[event.fn[i]];
      row.selfs[at] = (row.selfs[at] || 0) + self[i];
      if (open[event.fn[i]]++ === 0) row.totals[at] = (row.totals[at] || 0) + value[i];
    }
    const share = event.base > 0 ? result.weight[source] / scale / 2 : result.weight[source] / scale;
    const sign = source < event.base ? -2 : 2;
    rows.forEach(row => {
      row.selfs[at] = row.selfs[at] || 0;
      row.totals[at] = row.totals[at] || 0;
      row.self += row.selfs[at] * share;
      row.total += row.totals[at] * share;
      row.selfDelta += row.selfs[at] * share * sign;
      row.delta += row.totals[at] * share * sign;
    });
  });
  return { rows: rows.filter(row => row.total !== 0 || row.delta !== 0), sources: used };
}

// The lines of a function by what they took.
function hotLines(result, f) {
  const { event, data } = result, lines = new Map();
  const above = new Uint8Array(event.size);
  for (let i = 1; i < event.size; i++) {
    above[i] = above[event.parent[i]] || event.fn[event.parent[i]] === f;
    if (event.fn[i] !== f) continue;
    const line = data.frameLine[event.frame[i]];
    const row = lines.get(line) || { line, self: 0, total: 0 };
    row.self += result.self[i];
    if (!above[i]) row.total += result.value[i];
    lines.set(line, row);
  }
  return [...lines.values()].filter(row => row.self !== 0 || row.total !== 0)
    .sort((a, b) => b.self - a.self || b.total - a.total);
}

// What lies in or below functions that match, each sample once.
function matchedShare(result, matches) {
  const { event } = result;
  const covered = new Uint8Array(event.size);
  let sum = 0;
  for (let i = 1; i < event.size; i++) {
    const above = result.choice.fold && event.loop[i] ? 0 : covered[event.parent[i]];
    covered[i] = above || matches[event.fn[i]] ? 1 : 0;
    if (covered[i]) sum += result.self[i];
  }
  return result.total > 0 ? sum / result.total : 0;
}
