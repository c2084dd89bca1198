// The document: controls, flame graph and tables.

const MOST_FRAMES = 2500, MOST_ANCESTORS = 12, MOST_ROWS = 200;
const PHASES = { measure: 'timed loop', program: 'other threads', harness: 'JMH', vm: 'JVM', '': 'no thread' };
const KINDS = { java: 'Java', native: 'native', kernel: 'kernel', stub: 'stub', vm: 'JVM', mark: 'profiler\'s mark' };
const SIGNS = { java: '', native: '◆ ', kernel: '▲ ', stub: '■ ', vm: '● ', mark: '' };

const root = d3.select('#page');
const state = { event: 0, source: -1, chosen: {}, phases: new Set(), fold: true, up: false, only: undefined, top: null,
  term: '', sort: 'self', descending: true, focus: null };
let data, result, tree, table, matches = null, shapes = new Map();

function digits(value) {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e4) return Math.round(value).toLocaleString('en-US');
  if (size >= 100) return value.toFixed(1);
  return size >= 0.001 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}

const event = () => data.events[state.event];

function amount(value) {
  const { unit, perOp } = event();
  if (perOp) return digits(value) + ({ nanoseconds: ' ns', bytes: ' B' }[unit] || ' ' + unit) + '/op';
  if (unit === 'nanoseconds') return digits(value / 1e6) + ' ms';
  if (unit === 'bytes') return digits(value / 1048576) + ' MiB';
  return digits(value) + ' ' + unit;
}

const signed = value => (value > 0 ? '+' : '') + amount(value);
const percent = share => (100 * share).toFixed(share > 0 && share < 0.001 ? 3 : share < 0.1 ? 2 : 1) + ' %';
const shareOf = value => percent(result.total > 0 ? value / result.total : 0);

function nameOf(f) {
  if (f === ALL) return state.only === undefined ? 'all' : 'callers of ' + nameOf(state.only);
  return f === LOOP ? 'timed loop' : data.functions[f][0];
}

const kindOf = f => f < 0 ? 'mark' : data.functions[f][1];

function describe(view) {
  const change = data.diff ? ', ' + signed(view.delta) : '';
  const real = view.f >= 0 && data.functions[view.f][3] ? ' [' + data.functions[view.f][3] + ']' : '';
  return nameOf(view.f) + real + ': ' + amount(view.value) + ', ' + shareOf(view.value) + change
    + (view.f < 0 ? '' : ', ' + KINDS[kindOf(view.f)]);
}

// Colours of equal lightness that the colour-blind tell apart, and a pattern for all but Java.
const FILLS = { java: '#f2c46d', native: 'url(#native)', kernel: 'url(#kernel)', stub: 'url(#stub)', vm: 'url(#vm)', mark: '#d9d9d9' };
const PATTERNS =
  '<pattern id="native" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#a6cdee"/><path d="M0 8L8 0" stroke="#5b93c4"/></pattern>'
  + '<pattern id="kernel" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#e8b7d4"/><circle cx="4" cy="4" r="1.2" fill="#9c4f7d"/></pattern>'
  + '<pattern id="stub" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#f1e58c"/><path d="M0 3H6" stroke="#a8972f"/></pattern>'
  + '<pattern id="vm" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#9fd8c3"/><path d="M0 0L8 8M8 0L0 8" stroke="#4d9a80"/></pattern>'
  + '<pattern id="match" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#ff5ea8"/><path d="M3 0V6" stroke="#7a0044"/></pattern>';

// Orange took more, blue took less, full colour at the largest change that is drawn.
function changeColour(delta, largest) {
  const share = largest > 0 ? Math.max(-1, Math.min(1, delta / largest)) : 0;
  const mix = (from, to) => Math.round(from + (to - from) * Math.sqrt(Math.abs(share)));
  const to = share >= 0 ? [227, 92, 20] : [40, 110, 200];
  return 'rgb(' + to.map(end => mix(240, end)).join(',') + ')';
}

function controls() {
  const bar = root.append('div').attr('class', 'controls');
  const box = title => {
    const set = bar.append('fieldset');
    set.append('legend').text(title);
    return set;
  };
  if (data.events.length > 1) {
    const set = box('event');
    data.events.forEach((each, i) => set.append('button').attr('type', 'button').attr('data-event', each.type)
      .text(each.name).on('click', () => { Object.assign(state, { event: i, source: -1 }); choose(); }));
  }
  bar.append('span').attr('id', 'choices').attr('class', 'controls').style('margin', '0');
  const look = box('view');
  look.append('button').attr('type', 'button').attr('id', 'down').text('top-down')
    .on('click', () => { Object.assign(state, { up: false, only: undefined }); choose(); });
  look.append('button').attr('type', 'button').attr('id', 'up').text('bottom-up')
    .on('click', () => { Object.assign(state, { up: true, only: undefined }); choose(); });
  look.append('button').attr('type', 'button').attr('id', 'fold').text('JMH\'s frames')
    .on('click', () => { state.fold = !state.fold; choose(); });
  look.append('button').attr('type', 'button').attr('id', 'reset').text('reset zoom').on('click', () => zoom(null));
  look.append('button').attr('type', 'button').attr('id', 'theme').text('light/dark').on('click', () => {
    const html = document.documentElement;
    const dark = html.classList.contains('dark')
      || (!html.classList.contains('light') && matchMedia('(prefers-color-scheme: dark)').matches);
    html.classList.remove('dark', 'light');
    html.classList.add(dark ? 'light' : 'dark');
  });
  bar.append('label').text('search ').append('input').attr('type', 'search').attr('id', 'search')
    .on('input', e => { state.term = e.target.value; search(); });
  bar.append('span').attr('id', 'found').attr('role', 'status');
}

// The cost of an operation, where samples say what they are for.
function phaseDefaults(values) {
  const cost = values.filter(value => value === 'measure' || value === 'program');
  return new Set(cost.length > 0 ? cost : values);
}

function wanted(dim, value) {
  if (dim.key === 'phase') return state.phases.has(value);
  const chosen = state.chosen[dim.key];
  return chosen === undefined || !dim.values.includes(chosen) || chosen === value;
}

// What this event can be divided by.
function choices() {
  const bar = root.select('#choices');
  bar.selectAll('*').remove();
  event().dims.forEach(dim => {
    if (dim.key === 'phase') {
      const set = bar.append('fieldset');
      set.append('legend').text('phase');
      Object.keys(PHASES).filter(value => dim.values.includes(value)).forEach(value => {
        const label = set.append('label');
        const check = label.append('input').attr('type', 'checkbox').attr('data-phase', value)
          .on('change', e => { state.phases[e.target.checked ? 'add' : 'delete'](value); choose(); });
        check.node().checked = state.phases.has(value);
        label.append('span').text(' ' + PHASES[value] + ' ');
      });
    } else if (dim.values.length > 1) {
      picker(bar, dim.key, [...dim.values].sort().map(value => [value, value || '(none)']), state.chosen[dim.key],
        value => { state.chosen[dim.key] = value; });
    }
  });
  if (event().sources.length > 1) {
    picker(bar, 'fork', event().sources.map((source, s) => [String(s), data.diff ? (s < event().base ? 'base ' : 'head ') + source.name : source.name]),
      state.source < 0 ? undefined : String(state.source), value => { state.source = value === undefined ? -1 : Number(value); });
  }
}

function picker(bar, key, options, chosen, take) {
  const select = bar.append('label').text(key + ' ').append('select').attr('data-dim', key).style('max-width', '14em');
  select.append('option').attr('value', 'all').text('all');
  options.forEach(([value, text], i) => select.append('option').attr('value', i).text(text));
  select.node().selectedIndex = 1 + options.findIndex(([value]) => value === chosen);
  select.on('change', e => { take(e.target.selectedIndex === 0 ? undefined : options[e.target.selectedIndex - 1][0]); choose(); });
}

// After any choice of samples or of the view.
function choose() {
  choices();
  result = compute(event(), data, { source: state.source, wanted, fold: state.fold });
  table = functionTable(result);
  tree = state.up ? bottomUp(result, state.only) : topDown(result);
  root.selectAll('button[data-event]').attr('aria-pressed', function () { return String(this.dataset.event === event().type); });
  root.select('#down').attr('aria-pressed', String(!state.up));
  root.select('#up').attr('aria-pressed', String(state.up && state.only === undefined));
  root.select('#fold').attr('aria-pressed', String(!state.fold)).style('display', event().loop.includes(1) ? null : 'none');
  const parts = [amount(result.total) + (data.diff ? ' (mean of both), ' + signed(result.totalDelta) : '')];
  if (event().sources.length > 1 && state.source < 0) parts.push((data.diff ? '' : 'mean of ') + event().sources.length + ' forks');
  root.select('#total').text(event().name + ': ' + parts.join(', '));
  const notes = [];
  if (result.unseen > 0) notes.push(percent(result.unseen) + ' of all phases have no stack');
  if (event().pruned > 0) notes.push(event().pruned + ' frames below 0.01 % are left out, ' + percent(event().prunedShare) + ' in all');
  root.select('#notes').text(notes.join('; '));
  zoom(null);
}

function search() {
  const term = state.term.trim().toLowerCase();
  matches = term === '' ? null : data.functions.map(each => each[0].toLowerCase().includes(term) || (each[3] || '').toLowerCase().includes(term));
  root.select('#found').text(matches ? percent(matchedShare(result, matches)) + ' matched' : '');
  draw();
  rows();
}

function zoom(view) {
  state.top = view === tree.root ? null : view;
  state.focus = state.top || tree.root;
  search();
}

function draw() {
  const graph = root.select('#graph');
  graph.selectAll('*').remove();
  const width = Math.max(600, graph.node().clientWidth || 1200);
  const top = state.top || tree.root;
  const { first, drawn, left } = visible(tree, top, MOST_FRAMES, 0.6 / width);
  let shape = first;
  let above = top.parent;
  for (let i = 0; above && i < MOST_ANCESTORS; i++, above = above.parent) {
    shape = { view: above, name: '', value: shape.value, children: [shape], faded: true };
  }
  let largest = 0;
  shapes = new Map();
  (function note(each) {
    const open = [each];
    while (open.length > 0) {
      const at = open.pop();
      shapes.set(at.view, at);
      if (!at.faded) largest = Math.max(largest, Math.abs(at.view.delta));
      open.push(...at.children);
    }
  })(shape);
  const fill = view => {
    if (matches && view.f >= 0 && matches[view.f]) return 'url(#match)';
    return data.diff ? changeColour(view.delta, largest) : FILLS[kindOf(view.f)];
  };
  if (top.value > 0) {
    const chart = flamegraph().width(width).cellHeight(19).inverted(true).transitionDuration(0).selfValue(false)
      .sort(false).getName(d => SIGNS[kindOf(d.data.view.f)] + nameOf(d.data.view.f))
      .setColorMapper(d => fill(d.data.view)).setLabelHandler(d => describe(d.data.view)).setDetailsHandler(() => {});
    graph.datum(shape).call(chart);
    // The library sets widths in a transition of no time, which is one picture late.
    graph.selectAll('g.frame rect').attr('width', function () { return this.parentNode.getAttribute('width'); });
    graph.selectAll('g.frame').classed('focus', d => d.data.view === state.focus).style('opacity', d => d.data.faded ? 0.6 : null);
  } else {
    graph.append('p').text('Nothing was sampled here.');
  }
  root.select('#drawn').text(drawn + ' frames drawn' + (left > 0 ? '; ' + left + ' and what is below them are too narrow or too deep: zoom in to see them' : ''));
  tell(state.focus);
}

function tell(view) {
  root.select('#details').text(view ? describe(view) : '');
}

function frameAt(e) {
  const g = e.target.closest && e.target.closest('g.frame');
  return g && g.__data__ ? g.__data__.data.view : null;
}

function move(to) {
  if (!to || !shapes.has(to)) return;
  state.focus = to;
  const found = root.select('#graph').selectAll('g.frame').classed('focus', d => d.data.view === to).filter(d => d.data.view === to);
  if (!found.empty()) found.node().scrollIntoView({ block: 'nearest' });
  tell(to);
}

function key(e) {
  const view = state.focus || tree.root;
  const level = view.parent ? tree.children(view.parent).filter(each => shapes.has(each)) : [view];
  const at = level.indexOf(view);
  const steps = {
    ArrowDown: () => move(tree.children(view)[0]),
    ArrowUp: () => move(view.parent),
    ArrowLeft: () => move(level[at - 1]),
    ArrowRight: () => move(level[at + 1]),
    Enter: () => zoom(view),
    Escape: () => zoom(null),
  };
  if (steps[e.key]) {
    e.preventDefault();
    steps[e.key]();
  }
}

function rows() {
  const part = root.select('#table');
  part.selectAll('*').remove();
  const heads = part.append('thead').append('tr');
  const spread = table.sources.length > 1 && !data.diff;
  const columns = [['name', 'function'], ['self', 'self'], ['total', 'self and called']];
  if (data.diff) columns.push(['selfDelta', 'change of self'], ['delta', 'change']);
  if (spread) columns.push(['spread', 'over the forks']);
  columns.forEach(([by, text]) => heads.append('th').attr('scope', 'col').attr('class', by === 'name' ? '' : 'number')
    .attr('aria-sort', state.sort === by ? (state.descending ? 'descending' : 'ascending') : 'none')
    .append('button').attr('type', 'button').attr('data-sort', by).text(text).on('click', () => {
      state.descending = state.sort === by ? !state.descending : by !== 'name';
      state.sort = by;
      rows();
    }));
  const values = {
    name: row => nameOf(row.f), self: row => row.self, total: row => row.total, delta: row => row.delta, selfDelta: row => row.selfDelta,
    spread: row => Math.max(...row.totals) - Math.min(...row.totals),
  };
  const by = values[state.sort] || values.self, turn = state.descending ? -1 : 1;
  const shown = table.rows.filter(row => !matches || matches[row.f])
    .sort((a, b) => turn * (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0) || b.total - a.total || a.f - b.f);
  const body = part.append('tbody');
  shown.slice(0, MOST_ROWS).forEach(row => {
    const line = body.append('tr').attr('data-function', nameOf(row.f)).classed('chosen', row.f === state.row);
    const name = line.append('td').attr('class', 'name');
    name.append('button').attr('type', 'button').text(SIGNS[kindOf(row.f)] + nameOf(row.f)).on('click', () => show(row));
    const cell = text => line.append('td').attr('class', 'number').text(text);
    cell(amount(row.self) + '  ' + shareOf(row.self));
    cell(amount(row.total) + '  ' + shareOf(row.total));
    if (data.diff) { cell(signed(row.selfDelta)); cell(signed(row.delta)); }
    if (spread) cell(digits(Math.min(...row.totals)) + ' – ' + amount(Math.max(...row.totals)));
  });
  root.select('#more').text(shown.length > MOST_ROWS ? shown.length - MOST_ROWS + ' more functions: search to see them' : '');
}

// What is known of one function.
function show(row) {
  state.row = row.f;
  root.selectAll('#table tr').classed('chosen', function () { return this.dataset.function === nameOf(row.f); });
  const part = root.select('#function');
  part.selectAll('*').remove();
  const [name, kind, file, real] = data.functions[row.f];
  part.append('h2').text(name);
  part.append('p').attr('class', 'dim').text([KINDS[kind], file, real].filter(Boolean).join(', '));
  part.append('button').attr('type', 'button').attr('id', 'callers').text('callers of it')
    .on('click', () => { Object.assign(state, { up: true, only: row.f }); choose(); });
  const small = (heads, lines, id) => {
    const one = part.append('table').attr('id', id);
    const line = one.append('thead').append('tr');
    heads.forEach((head, i) => line.append('th').attr('class', i ? 'number' : '').text(head));
    const body = one.append('tbody');
    lines.forEach(cells => {
      const tr = body.append('tr');
      cells.forEach((cell, i) => tr.append('td').attr('class', i ? 'number' : '').text(cell));
    });
  };
  const lines = hotLines(result, row.f);
  if (lines.some(each => each.line > 0)) {
    part.append('h2').text('hot lines');
    small(['line', 'self', 'self and called'], lines.slice(0, 20).map(each =>
      [each.line > 0 ? (file.split('/').pop() || 'line') + ':' + each.line : 'unknown', amount(each.self), amount(each.total)]), 'lines');
  }
  if (table.sources.length > 1) {
    part.append('h2').text('forks');
    small(['fork', 'self', 'self and called'], table.sources.map((source, at) =>
      [(data.diff ? (source < event().base ? 'base ' : 'head ') : '') + event().sources[source].name, amount(row.selfs[at]), amount(row.totals[at])]), 'forks');
  }
}

function legend() {
  const line = root.append('p').attr('class', 'legend dim');
  const swatch = (fill, text) => {
    line.append('svg').attr('width', 18).attr('height', 14).append('rect').attr('width', 18).attr('height', 14).attr('fill', fill);
    line.append('span').text(text);
  };
  if (data.diff) {
    line.append('span').text('A frame is as wide as the mean of both sides.');
    swatch(changeColour(1, 1), 'took more than base');
    swatch(changeColour(-1, 1), 'took less');
  } else {
    Object.keys(KINDS).forEach(kind => swatch(FILLS[kind], SIGNS[kind] + KINDS[kind]));
  }
  swatch('url(#match)', 'found');
}

async function start() {
  data = await unpack(document.getElementById('data').textContent);
  root.selectAll('noscript').remove();
  root.append('h1').text(data.title);
  data.remarks.forEach(remark => root.append('p').attr('class', 'dim').text(remark));
  const hidden = root.append('svg').attr('width', 0).attr('height', 0).style('position', 'absolute').attr('aria-hidden', 'true');
  hidden.append('defs').node().innerHTML = PATTERNS;
  controls();
  root.append('p').attr('id', 'total');
  root.append('p').attr('id', 'notes').attr('class', 'dim');
  legend();
  root.append('div').attr('id', 'details').attr('role', 'status');
  root.append('div').attr('id', 'graph').attr('tabindex', 0).attr('role', 'application')
    .attr('aria-label', 'flame graph: arrow keys move, Enter zooms, Escape resets')
    .on('keydown', key).on('mouseover', e => tell(frameAt(e) || state.focus));
  // The library would zoom in what is drawn; what is drawn depends on the zoom here.
  root.select('#graph').node().addEventListener('click', e => {
    const view = frameAt(e);
    if (view) {
      e.stopPropagation();
      zoom(view);
    }
  }, true);
  root.append('p').attr('id', 'drawn').attr('class', 'dim');
  const columns = root.append('div').attr('class', 'columns');
  const left = columns.append('div');
  left.append('table').attr('id', 'table');
  left.append('p').attr('id', 'more').attr('class', 'dim');
  columns.append('div').attr('id', 'function');
  document.addEventListener('keydown', e => {
    if (e.key === '/' && e.target.tagName !== 'INPUT') {
      e.preventDefault();
      document.getElementById('search').focus();
    }
  });
  const phases = data.events.flatMap(each => each.dims.filter(dim => dim.key === 'phase').flatMap(dim => dim.values));
  state.phases = phaseDefaults(phases);
  choose();
  const { dataset } = document.body;
  dataset.nodes = data.events.reduce((sum, each) => sum + each.depth.length, 0);
  dataset.millis = Math.round(performance.now());
  dataset.drawn = '1';
}

start().catch(e => {
  root.append('p').text('This page cannot be shown: ' + e);
  throw e;
});
