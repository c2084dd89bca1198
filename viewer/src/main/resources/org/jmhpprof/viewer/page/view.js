// Trees to look at: made where one looks, since a bottom-up tree of everything would be too large.

const ALL = -1, LOOP = -2;

function group(map, f, node, weight, delta) {
  let to = map.get(f);
  if (!to) map.set(f, to = { f, nodes: [], weights: [], deltas: [], value: 0, delta: 0 });
  to.nodes.push(node);
  to.weights.push(weight);
  to.deltas.push(delta);
  to.value += weight;
  to.delta += delta;
}

function sorted(map, parent) {
  return [...map.values()].filter(view => view.value > 0).map(view => Object.assign(view, { parent }))
    .sort((a, b) => b.value - a.value || a.f - b.f);
}

// From the root to the leaves.
function topDown(result) {
  const { event, value, delta, choice } = result;
  return {
    root: { f: ALL, nodes: [0], value: result.total, delta: result.totalDelta, parent: null },
    children(view) {
      if (view.children) return view.children;
      const map = new Map();
      if (view.f === ALL && result.loops.length > 0) {
        result.loops.forEach(loop => group(map, LOOP, loop, value[loop], delta ? delta[loop] : 0));
      }
      view.nodes.forEach(node => {
        for (let child = event.first[node]; child; child = event.next[child]) {
          if (choice.fold && event.loop[child]) continue;
          if (value[child] > 0) group(map, event.fn[child], child, value[child], delta ? delta[child] : 0);
        }
      });
      return view.children = sorted(map, view);
    },
  };
}

// From the leaves, or from one function, to those that called them.
function bottomUp(result, only) {
  const { event, self, value, delta, selfDelta, choice } = result;
  const map = new Map(), above = new Uint8Array(event.size);
  for (let i = 1; i < event.size; i++) {
    if (only === undefined) {
      if (self[i] > 0) group(map, event.fn[i], i, self[i], selfDelta ? selfDelta[i] : 0);
      continue;
    }
    above[i] = above[event.parent[i]] || event.fn[event.parent[i]] === only ? 1 : 0;
    if (event.fn[i] === only && !above[i] && value[i] > 0) group(map, only, i, value[i], delta ? delta[i] : 0);
  }
  const root = { f: ALL, value: only === undefined ? result.total : 0, delta: result.totalDelta, parent: null };
  root.children = sorted(map, root);
  if (only !== undefined) {
    root.value = root.children.reduce((sum, view) => sum + view.value, 0);
    root.delta = root.children.reduce((sum, view) => sum + view.delta, 0);
  }
  return {
    root,
    children(view) {
      if (view.children) return view.children;
      const callers = new Map();
      view.nodes.forEach((node, i) => {
        const caller = event.parent[node];
        if (caller === 0 || (choice.fold && event.loop[node])) return;
        group(callers, event.fn[caller], caller, view.weights[i], view.deltas[i]);
      });
      return view.children = sorted(callers, view);
    },
  };
}

// The largest first, until there are as many as can be drawn or all others are too narrow to see.
function visible(tree, top, most, narrowest) {
  const least = top.value * narrowest, heap = [], out = new Map();
  let left = 0;
  const push = item => {
    let i = heap.push(item) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (before(heap[up], heap[i])) break;
      [heap[up], heap[i]] = [heap[i], heap[up]];
      i = up;
    }
  };
  const before = (a, b) => a.view.value > b.view.value || (a.view.value === b.view.value && a.order < b.order);
  const pop = () => {
    const first = heap[0], last = heap.pop();
    if (heap.length > 0) {
      heap[0] = last;
      for (let i = 0; ;) {
        let best = i;
        for (const down of [2 * i + 1, 2 * i + 2]) if (down < heap.length && before(heap[down], heap[best])) best = down;
        if (best === i) break;
        [heap[best], heap[i]] = [heap[i], heap[best]];
        i = best;
      }
    }
    return first;
  };
  const shape = view => ({ view, name: '', value: view.value, children: [] });
  const first = shape(top);
  let order = 0, drawn = 1;
  push({ view: top, at: first, order: order++ });
  while (heap.length > 0 && drawn < most) {
    const { view, at } = pop();
    for (const child of tree.children(view)) {
      if (child.value < least) { left++; continue; }
      const below = shape(child);
      at.children.push(below);
      drawn++;
      push({ view: child, at: below, order: order++ });
    }
  }
  left += heap.length;
  return { first, drawn, left };
}
