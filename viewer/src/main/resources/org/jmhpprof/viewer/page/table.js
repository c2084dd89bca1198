// The table of the functions, and what is known of one of them.

const MOST_ROWS = 200;

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
