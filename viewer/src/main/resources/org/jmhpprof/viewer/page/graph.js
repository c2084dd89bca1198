// The flame graph and moving about in it.

const MOST_FRAMES = 2500, MOST_ANCESTORS = 12;
const LETTER = 6.5; // pixels, about
let shapes = new Map();

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
      .sort(false).getName(d => label(d, width))
      .setColorMapper(d => fill(d.data.view)).setLabelHandler(d => describe(d.data.view)).setDetailsHandler(() => {});
    graph.datum(shape).call(chart);
    // The library sets widths in a transition of no time, which is one picture late.
    graph.selectAll('g.frame rect').attr('width', function () { return this.parentNode.getAttribute('width'); });
    graph.selectAll('g.frame').attr('name', signedName).classed('focus', d => d.data.view === state.focus).style('opacity', d => d.data.faded ? 0.6 : null);
  } else {
    graph.append('p').text('Nothing was sampled here.');
  }
  root.select('#drawn').text(drawn + ' frames drawn' + (left > 0 ? '; ' + left + ' and what is below them are too narrow or too deep: zoom in to see them' : ''));
  tell(state.focus);
}

const signedName = d => SIGNS[kindOf(d.data.view.f)] + nameOf(d.data.view.f);

// A name that is too long for its frame goes without its package.
function label(d, width) {
  const name = signedName(d);
  return name.length * LETTER > width * (d.x1 - d.x0) ? name.replace(/(^| )(?:[a-z_]\w*\.)+(?=[A-Z])/, '$1') : name;
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
