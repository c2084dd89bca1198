// Values, names and kinds of code as text, and their colours.

const PHASES = { measure: 'timed loop', program: 'other threads', harness: 'JMH', vm: 'JVM', '': 'no thread' };
const KINDS = { java: 'Java', native: 'native', kernel: 'kernel', stub: 'stub', vm: 'JVM', mark: 'profiler\'s mark' };
const SIGNS = { java: '', native: '◆ ', kernel: '▲ ', stub: '■ ', vm: '● ', mark: '' };

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
  const to = share >= 0 ? [227, 92, 20] : [74, 144, 226];
  return 'rgb(' + to.map(end => mix(240, end)).join(',') + ')';
}
