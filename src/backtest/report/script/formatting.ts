/** Numbers and instants as people read them; the page's side of `wording.ts`. */
export const FORMATTING = String.raw`
var NONE = '–';
function grouped(text) {
  var parts = String(text).split('.');
  parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, ',');
  return parts.join('.');
}
function amount(value, digits) {
  var number = Number(value);
  var text = Math.abs(number).toFixed(digits === undefined ? 2 : digits);
  return (number < 0 && Number(text) !== 0 ? '−' : '') + grouped(text);
}
function signed(value, digits) {
  return (Number(value) > 0 ? '+' : '') + amount(value, digits);
}
function percent(fraction) {
  return fraction === null ? NONE : (fraction > 0 ? '+' : '') + amount(fraction * 100) + ' %';
}
function decimals(text) {
  var negative = text.charAt(0) === '-';
  return (negative ? '−' : '') + grouped(negative ? text.slice(1) : text);
}
function instant(at) {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
function duration(ms) {
  var minutes = Math.round(ms / 60000);
  if (minutes < 60) return minutes + ' min';
  var hours = Math.floor(minutes / 60);
  if (hours < 24) return hours + ' h' + (minutes % 60 ? ' ' + (minutes % 60) + ' min' : '');
  return Math.floor(hours / 24) + ' d' + (hours % 24 ? ' ' + (hours % 24) + ' h' : '');
}
var CLOSED_BY = { order: 'order', stop_loss: 'stop', take_profit: 'target', liquidation: 'liquidation', adl: 'deleveraging' };
function closedBy(by) {
  return CLOSED_BY[by] || by;
}
function node(name, className, text) {
  var element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
function show(readout, parts) {
  readout.textContent = '';
  parts.forEach(function (part) {
    var span = node('span', '', part[0] + ' ');
    span.appendChild(node('b', part[2] || '', part[1]));
    readout.appendChild(span);
  });
}
function tone(value) {
  return Number(value) > 0 ? 'gain' : Number(value) < 0 ? 'loss' : '';
}
`;
