// What one chooses with: buttons, boxes and lists, and the legend.

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
