// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
(function () {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = d3.select('#report');
  root.selectAll('noscript').remove();

  function digits(value) {
    if (value === null || value === undefined) return '';
    const size = Math.abs(value);
    if (size === 0) return '0';
    if (size >= 1e9 || size < 1e-4) return value.toExponential(3);
    return size >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
  }

  function signed(value) {
    return value > 0 ? '+' + digits(value) : digits(value);
  }

  function words(verdict) {
    return verdict.toLowerCase().replace('_', ' ');
  }

  function table(parent, heads) {
    const rows = parent.append('table');
    const line = rows.append('thead').append('tr');
    heads.forEach(([text, kind]) => line.append('th').attr('class', kind).text(text));
    return rows.append('tbody');
  }

  function row(body, cells) {
    const line = body.append('tr');
    cells.forEach(([text, kind]) => line.append('td').attr('class', kind).text(text));
    return line;
  }

  function scale(low, high, width) {
    const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1;
    return value => ((value - low + room) / (high - low + 2 * room)) * width;
  }

  // The forks of both sides as dots over the metric's unit, with the mean of each side.
  function forks(parent, each) {
    const all = each.baseForks.concat(each.headForks).map(fork => fork.value).filter(value => value !== null);
    if (all.length === 0) return;
    const left = 60, width = 760, x = scale(Math.min(...all), Math.max(...all), width);
    const svg = parent.append('svg').attr('class', 'forks').attr('width', left + width + 20).attr('height', 74)
      .attr('role', 'img').attr('aria-label', 'the value of each fork');
    [['base', each.baseForks, each.baseValue], ['head', each.headForks, each.headValue]].forEach(([side, points, mean], i) => {
      const y = 14 + 22 * i;
      svg.append('text').attr('x', 0).attr('y', y + 4).text(side);
      svg.append('line').attr('class', 'axis').attr('x1', left).attr('x2', left + width).attr('y1', y).attr('y2', y);
      points.filter(fork => fork.value !== null).forEach(fork => {
        svg.append('circle').attr('class', side + (fork.steady ? '' : ' unsteady')).attr('r', 5)
          .attr('cx', left + x(fork.value)).attr('cy', y)
          .append('title').text(digits(fork.value) + ' ' + each.unit + ', ' + fork.source + ' row ' + fork.index
            + (fork.block ? ', block ' + fork.block : '') + (fork.steady ? '' : ', unsteady'));
      });
      if (mean !== null && Number.isFinite(x(mean))) {
        svg.append('line').attr('class', 'mean').attr('x1', left + x(mean)).attr('x2', left + x(mean)).attr('y1', y - 9).attr('y2', y + 9);
      }
    });
    const low = Math.min(...all), high = Math.max(...all);
    svg.append('text').attr('x', left + x(low)).attr('y', 66).text(digits(low) + ' ' + each.unit);
    if (high > low) svg.append('text').attr('x', left + x(high)).attr('y', 66).attr('text-anchor', 'end').text(digits(high) + ' ' + each.unit);
  }

  // The interval of the change of the cost, with no change and the margin.
  function interval(parent, each) {
    const e = each.estimate;
    if (!e) return;
    const difference = e.method.endsWith('-difference') || e.ratio === null;
    const middle = difference ? e.difference : e.ratio;
    const low = difference ? e.differenceLower : e.lower, high = difference ? e.differenceUpper : e.upper;
    if (middle === null || low === null || high === null) return;
    const same = difference ? 0 : 1, margin = difference ? e.margin : 1 + e.margin;
    const left = 60, width = 760, x = scale(Math.min(low, same), Math.max(high, margin), width);
    const svg = parent.append('svg').attr('class', 'forks change').attr('width', left + width + 20).attr('height', 44)
      .attr('role', 'img').attr('aria-label', 'the interval of the change');
    svg.append('text').attr('x', 0).attr('y', 18).text('cost');
    [['same', same, 'no change'], ['margin', margin, 'margin']].forEach(([kind, at, text]) => {
      svg.append('line').attr('class', kind).attr('x1', left + x(at)).attr('x2', left + x(at)).attr('y1', 2).attr('y2', 28);
      svg.append('text').attr('x', left + x(at)).attr('y', 40).attr('text-anchor', kind === 'same' ? 'end' : 'start').text(text);
    });
    svg.append('line').attr('class', 'interval').attr('x1', left + x(low)).attr('x2', left + x(high)).attr('y1', 14).attr('y2', 14);
    svg.append('circle').attr('class', 'head').attr('cx', left + x(middle)).attr('cy', 14).attr('r', 6);
  }

  function place(at) {
    return at.file ? ' (' + at.file.split('/').pop() + (at.line ? ':' + at.line : '') + ')' : '';
  }

  function attribution(parent, found) {
    parent.append('p').attr('class', 'explanation').text(found.explanation + '.');
    const list = parent.append('ul');
    found.suspects.forEach(each => {
      const item = list.append('li').attr('class', 'suspect');
      item.append('code').text(each.function);
      const under = each.under ? ', under ' + each.under.function + place(each.under) : '';
      item.append('span').text(place(each) + ': ' + signed(each.difference.difference) + ' ± '
        + digits(each.difference.upper - each.difference.difference) + ' ns/op' + under);
    });
    found.moved.forEach(each => list.append('li').attr('class', 'moved')
      .text('moved, not slower: ' + each.from + ' to ' + each.to + ', ' + digits(each.moved) + ' ns/op'));
    found.notes.forEach(note => list.append('li').attr('class', 'dim').text(note));
    const body = table(parent, [['function', ''], ['base', 'number'], ['head', 'number'], ['self', 'number'], ['±', 'number'],
      ['q', 'number'], ['cumulative', 'number'], ['q', 'number']]);
    found.functions.slice(0, 20).forEach(each => row(body, [
      [each.function + place(each), 'name'], [digits(each.self.base), 'number'], [digits(each.self.head), 'number'],
      [signed(each.self.difference), 'number'],
      [each.self.upper === null ? '' : digits(each.self.upper - each.self.difference), 'number'],
      [each.selfQ === null ? '' : each.selfQ.toFixed(3), 'number'],
      [signed(each.cumulative.difference), 'number'],
      [each.cumulativeQ === null ? '' : each.cumulativeQ.toFixed(3), 'number']]).attr('class', 'function'));
    const rest = found.functions.slice(20);
    const sum = (name) => rest.reduce((all, each) => all + each.self[name], found.otherFunctions[name]);
    row(body, [[rest.length + found.otherFunctions.count + ' others', 'name dim'], [digits(sum('base')), 'number'],
      [digits(sum('head')), 'number'], [signed(sum('difference')), 'number'], ['', ''], ['', ''], ['', ''], ['', '']]);
    row(body, [['all CPU time, ns/op', 'name'], [digits(found.cpu.base), 'number'], [digits(found.cpu.head), 'number'],
      [signed(found.cpu.difference), 'number'],
      [found.cpu.upper === null ? '' : digits(found.cpu.upper - found.cpu.difference), 'number'],
      ['', ''], ['', ''], ['', '']]).attr('class', 'total');
  }

  // Red got slower, blue got faster, full colour at the largest difference of any frame.
  function colour(change, largest) {
    const share = largest > 0 ? Math.max(-1, Math.min(1, change / largest)) : 0;
    const pale = Math.round(255 * (1 - Math.sqrt(Math.abs(share)) * 0.75));
    return share >= 0 ? 'rgb(255,' + pale + ',' + pale + ')' : 'rgb(' + pale + ',' + pale + ',255)';
  }

  function flame(parent, tree) {
    let largest = 0;
    (function visit(node) {
      largest = Math.max(largest, Math.abs(node.h - node.b));
      (node.c || []).forEach(visit);
    })(tree);
    const legend = parent.append('p').attr('class', 'legend dim').text('Differential flame graph, ns/op; a frame is as wide as the larger of its sides.');
    legend.append('i').style('background', colour(1, 1));
    legend.append('span').text('slower');
    legend.append('i').style('background', colour(-1, 1));
    legend.append('span').text('faster');
    const search = parent.append('input').attr('class', 'search').attr('type', 'search').attr('placeholder', 'search functions');
    const details = parent.append('div').attr('class', 'details');
    const chart = flamegraph().width(1060).cellHeight(18).minFrameSize(1).transitionDuration(0).selfValue(true)
      .sort((a, b) => b.value - a.value)
      .setColorMapper(d => d.highlight ? '#e8c000' : colour(d.data.h - d.data.b, largest))
      .setLabelHandler(d => d.data.n + ': ' + digits(d.data.b) + ' → ' + digits(d.data.h) + ' ns/op, ' + signed(d.data.h - d.data.b))
      .setDetailsElement(details.node())
      .setSearchMatch((d, term) => Boolean(term) && d.data.n.toLowerCase().includes(term.toLowerCase()))
      .setSearchHandler(found => details.text(found.length + ' frames'));
    parent.append('div').attr('class', 'flame').datum(tree).call(chart);
    search.on('input', event => event.target.value ? chart.search(event.target.value) : chart.clear());
  }

  // The cost of head by that of base in each run, with its interval; dots over the runs, the latest to the right.
  function drift(parent, points) {
    const width = 420, height = 60, step = width / Math.max(1, data.history.length - 1);
    const ends = points.flatMap(at => [at.ratio, at.lower, at.upper]).filter(value => value !== null);
    const y = scale(Math.min(1, ...ends), Math.max(1, ...ends), height);
    const svg = parent.append('svg').attr('class', 'forks drift').attr('width', width + 20).attr('height', height)
      .attr('role', 'img').attr('aria-label', 'the cost of head by that of base in each run');
    const up = value => height - y(value), x = at => 10 + at.run * step;
    svg.append('line').attr('class', 'same').attr('x1', 0).attr('x2', width + 20).attr('y1', up(1)).attr('y2', up(1));
    points.forEach(at => {
      if (at.lower !== null && at.upper !== null) {
        svg.append('line').attr('class', 'axis').attr('x1', x(at)).attr('x2', x(at)).attr('y1', up(at.lower)).attr('y2', up(at.upper));
      }
      svg.append('circle').attr('class', 'head').attr('r', 4).attr('cx', x(at)).attr('cy', up(at.ratio))
        .append('title').text(at.commit + ' ' + at.date + ': ' + digits(at.head) + ' ' + at.unit + ', '
          + signed(100 * (at.ratio - 1)) + ' %, ' + words(at.verdict));
    });
  }

  function history() {
    const tracks = new Map();
    data.history.forEach((past, run) => past.benchmarks.filter(at => at.ratio !== null).forEach(at => {
      if (!tracks.has(at.benchmark)) tracks.set(at.benchmark, []);
      tracks.get(at.benchmark).push(Object.assign({ run, commit: past.commit, date: past.date }, at));
    }));
    if (tracks.size === 0) return;
    const section = root.append('section').attr('id', 'history');
    section.append('h2').text('Drift over the last ' + data.history.length + ' runs');
    section.append('p').attr('class', 'dim').text('The cost of head by that of base, each run against its own base. '
      + 'With a fixed base the dots show how far the code has drifted from it.');
    const names = new Map(data.comparisons.map(each => [each.full, each.display]));
    const body = table(section, [['benchmark', ''], ['first', 'number'], ['last', 'number'], ['head now', 'number'], ['runs', '']]);
    [...tracks].filter(([name]) => names.has(name)).slice(0, 300).forEach(([name, points]) => {
      const first = points[0], last = points[points.length - 1];
      const line = row(body, [[names.get(name), 'name'], [signed(100 * (first.ratio - 1)) + ' %', 'number'],
        [signed(100 * (last.ratio - 1)) + ' %', 'number'], [digits(last.head) + ' ' + last.unit, 'number'], ['', 'runs']]);
      drift(line.attr('class', 'track').select('td.runs'), points);
    });
  }

  const margins = ({ margin, pairMargin }) => margin === pairMargin ? digits(100 * margin) + ' %'
    : digits(100 * pairMargin) + ' % in pairs, ' + digits(100 * margin) + ' % in turns';
  root.append('h1').html('').text('Performance gate: ').append('span').attr('class', data.verdict).text(words(data.verdict));
  root.append('p').attr('class', 'dim').text(data.summary + '. Base ' + data.base.label + ', head ' + data.head.label + '. '
    + data.tests + ' tests, margin ' + margins(data.settings) + ', error rate ' + digits(100 * data.settings.alpha)
    + ' % (' + data.settings.correction + '). Cost is what gets worse when it grows, in every mode.');
  if (!data.complete) root.append('p').attr('class', 'INCONCLUSIVE').text('Not complete: the run was interrupted or ran out of its time.');
  data.warnings.forEach(text => root.append('p').attr('class', 'INCONCLUSIVE').text(text));

  if (data.why) root.append('p').attr('class', 'INCONCLUSIVE').text('No pass: ' + data.why + '.');
  const sorted = data.comparisons.map((each, i) => Object.assign(each, { i }))
    .sort((a, b) => data.order.indexOf(a.verdict) - data.order.indexOf(b.verdict) || a.i - b.i);
  const body = table(root, [['verdict', ''], ['benchmark', ''], ['base', 'number'], ['head', 'number'], ['unit', ''], ['cost', 'number'], ['interval', 'number']]);
  sorted.forEach(each => {
    const name = each.display + (each.metric === 'score' ? '' : ' ' + each.metric);
    const line = row(body, [[words(each.verdict), 'verdict ' + each.verdict], ['', 'name'], [digits(each.baseValue), 'number'],
      [digits(each.headValue), 'number'], [each.unit, ''], [each.change, 'number'], [each.interval, 'number']]);
    line.attr('class', 'comparison').select('td.name').append('a').attr('href', '#c' + each.i).text(name);
  });
  // Thousands of sections would be a slow page; the table above has them all.
  sorted.slice(0, 300).forEach(each => {
    const section = root.append('section').attr('id', 'c' + each.i);
    const head = section.append('h2');
    head.append('span').attr('class', each.verdict).text(words(each.verdict) + ' ');
    head.append('span').text(each.display + (each.metric === 'score' ? '' : ' ' + each.metric) + ' ' + each.change + ' ' + each.interval);
    const remarks = each.flags.map(words).concat(each.notes);
    if (remarks.length) section.append('p').attr('class', 'dim').text(remarks.join('; '));
    forks(section, each);
    interval(section, each);
    if (each.estimate) {
      section.append('p').attr('class', 'dim').text(each.estimate.method + ', p ' + digits(each.estimate.p) + ', adjusted '
        + digits(each.estimate.adjustedP) + (each.estimate.forksNeeded > 0 ? ', needs about ' + each.estimate.forksNeeded + ' forks a side' : ''));
    }
    if (each.attribution) attribution(section, each.attribution);
    if (each.flame) flame(section, each.flame);
  });
  history();
  document.body.setAttribute('data-drawn', String(sorted.length));
})();
