// The document: what is chosen in it, and what follows from a choice.

const root = d3.select('#page');
const state = { event: 0, source: -1, chosen: {}, phases: new Set(), fold: true, up: false, only: undefined, top: null,
  term: '', sort: 'self', descending: true, focus: null };
let data, result, tree, table, matches = null;

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
