/** A canvas with axes, a shared time range, a reading that follows pointer and keys, and zoom. */
export const CHART = `
var range = { from: data.from, to: Math.max(data.to, data.from + 60000) };
var whole = { from: range.from, to: range.to };
var charts = [];
function colours() {
  var style = getComputedStyle(document.documentElement);
  var found = {};
  ['card', 'ink', 'muted', 'line', 'grid', 'accent', 'accent-soft', 'gain', 'loss', 'gain-soft', 'loss-soft', 'hold'].forEach(function (name) {
    found[name] = style.getPropertyValue('--' + name).trim();
  });
  return found;
}
var colour = colours();
function setRange(from, to) {
  var least = 20 * 60000;
  var span = Math.min(Math.max(to - from, least), whole.to - whole.from);
  var start = Math.min(Math.max(from, whole.from), whole.to - span);
  range = { from: start, to: start + span };
  charts.forEach(function (chart) { chart.draw(); });
}
function zoom(factor, around) {
  var middle = around === undefined ? (range.from + range.to) / 2 : around;
  setRange(middle - (middle - range.from) * factor, middle + (range.to - middle) * factor);
}
function act(name) {
  var step = (range.to - range.from) / 2;
  if (name === 'in') zoom(0.5);
  else if (name === 'out') zoom(2);
  else if (name === 'earlier') setRange(range.from - step, range.to - step);
  else if (name === 'later') setRange(range.from + step, range.to + step);
  else setRange(whole.from, whole.to);
}
function niceStep(span, count) {
  var rough = span / count;
  var power = Math.pow(10, Math.floor(Math.log10(rough)));
  var lead = rough / power;
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
}
var MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
var STEPS = [60000, 300000, 900000, 3600000, 10800000, 21600000, 43200000, 86400000, 172800000, 604800000, 1209600000];
function timeTicks(count) {
  var span = range.to - range.from;
  var ticks = [];
  var step = STEPS.filter(function (one) { return span / one <= count; })[0];
  if (step !== undefined) {
    for (var at = Math.ceil(range.from / step) * step; at <= range.to; at += step) {
      var date = new Date(at);
      var day = date.getUTCDate() + ' ' + MONTHS[date.getUTCMonth()];
      ticks.push([at, at % 86400000 === 0 ? day : date.toISOString().slice(11, 16)]);
    }
    return ticks;
  }
  var months = Math.max(1, Math.ceil(span / 2629800000 / count));
  var begin = new Date(range.from);
  for (var month = begin.getUTCFullYear() * 12 + begin.getUTCMonth() + 1; ; month++) {
    var first = Date.UTC(Math.floor(month / 12), month % 12);
    if (first > range.to) return ticks;
    if (month % months === 0) ticks.push([first, month % 12 === 0 ? String(Math.floor(month / 12)) : MONTHS[month % 12]]);
  }
}
/** paint(context, frame) draws; read(at) fills the readout and says where the mark goes. */
function makeChart(id, paint, read) {
  var box = document.getElementById(id);
  var canvas = box.querySelector('canvas');
  var context = canvas.getContext('2d');
  var cursor = null, drag = null, waiting = false;
  var frame = { width: 0, height: 0, left: 4, right: 62, bottom: 22, top: 6 };
  frame.x = function (at) { return frame.left + ((at - range.from) / (range.to - range.from)) * (frame.width - frame.left - frame.right); };
  frame.at = function (x) { return range.from + ((x - frame.left) / (frame.width - frame.left - frame.right)) * (range.to - range.from); };
  frame.label = function (y, text) {
    context.fillStyle = colour.muted; context.textAlign = 'left'; context.textBaseline = 'middle';
    context.fillText(text, frame.width - frame.right + 6, y);
  };
  frame.line = function (y, style, dash) {
    context.strokeStyle = style; context.lineWidth = 1; context.setLineDash(dash || []);
    context.beginPath(); context.moveTo(frame.left, Math.round(y) + 0.5); context.lineTo(frame.width - frame.right, Math.round(y) + 0.5); context.stroke();
    context.setLineDash([]);
  };
  function now() {
    waiting = false;
    var ratio = window.devicePixelRatio || 1;
    frame.width = canvas.clientWidth; frame.height = canvas.clientHeight;
    if (canvas.width !== Math.round(frame.width * ratio) || canvas.height !== Math.round(frame.height * ratio)) {
      canvas.width = Math.round(frame.width * ratio); canvas.height = Math.round(frame.height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, frame.width, frame.height);
    context.font = '11.5px system-ui, sans-serif';
    timeTicks(Math.max(2, Math.floor(frame.width / 95))).forEach(function (tick) {
      var x = Math.round(frame.x(tick[0])) + 0.5;
      context.strokeStyle = colour.grid; context.lineWidth = 1;
      context.beginPath(); context.moveTo(x, frame.top); context.lineTo(x, frame.height - frame.bottom); context.stroke();
      context.fillStyle = colour.muted; context.textAlign = 'center'; context.textBaseline = 'alphabetic';
      var half = context.measureText(tick[1]).width / 2;
      context.fillText(tick[1], Math.min(Math.max(x, half + 1), frame.width - frame.right), frame.height - 6);
    });
    context.save();
    paint(context, frame);
    context.restore();
    if (drag !== null && Math.abs(drag.to - drag.from) > 4) {
      context.fillStyle = colour['accent-soft'];
      context.fillRect(Math.min(drag.from, drag.to), frame.top, Math.abs(drag.to - drag.from), frame.height - frame.bottom - frame.top);
    }
    var mark = read(cursor, frame);
    if (cursor !== null && mark) {
      context.strokeStyle = colour.muted; context.lineWidth = 1; context.setLineDash([3, 3]);
      context.beginPath(); context.moveTo(Math.round(mark.x) + 0.5, frame.top); context.lineTo(Math.round(mark.x) + 0.5, frame.height - frame.bottom); context.stroke();
      context.setLineDash([]);
      if (mark.y !== undefined) {
        context.fillStyle = colour.accent; context.strokeStyle = colour.card; context.lineWidth = 2;
        context.beginPath(); context.arc(mark.x, mark.y, 4.5, 0, 7); context.fill(); context.stroke();
      }
    }
  }
  function draw() { if (!waiting) { waiting = true; requestAnimationFrame(now); } }
  function position(event) { return event.clientX - canvas.getBoundingClientRect().left; }
  canvas.addEventListener('pointermove', function (event) {
    var x = Math.min(Math.max(position(event), frame.left), frame.width - frame.right);
    cursor = frame.at(x);
    if (drag !== null) drag.to = x;
    draw();
  });
  canvas.addEventListener('pointerdown', function (event) {
    cursor = frame.at(position(event));
    if (event.pointerType === 'mouse' && event.button === 0) { drag = { from: position(event), to: position(event) }; canvas.setPointerCapture(event.pointerId); }
    draw();
  });
  canvas.addEventListener('pointerup', function () {
    var done = drag;
    drag = null;
    if (done !== null && Math.abs(done.to - done.from) > 8) setRange(frame.at(Math.min(done.from, done.to)), frame.at(Math.max(done.from, done.to)));
    else draw();
  });
  canvas.addEventListener('pointercancel', function () { drag = null; draw(); });
  canvas.addEventListener('pointerleave', function () { if (drag === null) { cursor = null; draw(); } });
  canvas.addEventListener('dblclick', function () { act('all'); });
  canvas.addEventListener('wheel', function (event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, frame.at(position(event)));
  }, { passive: false });
  canvas.addEventListener('blur', function () { cursor = null; draw(); });
  canvas.addEventListener('keydown', function (event) {
    var step = (range.to - range.from) / (event.shiftKey ? 10 : 100);
    if (event.key === '+' || event.key === '=') zoom(0.5, cursor === null ? undefined : cursor);
    else if (event.key === '-') zoom(2, cursor === null ? undefined : cursor);
    else if (event.key === '0') act('all');
    else if (event.key === 'Escape') cursor = null;
    else if (event.key === 'Home') cursor = range.from;
    else if (event.key === 'End') cursor = range.to;
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      cursor = (cursor === null ? (range.from + range.to) / 2 : cursor) + (event.key === 'ArrowLeft' ? -step : step);
      if (cursor < range.from) { setRange(range.from - step * 10, range.to - step * 10); cursor = Math.max(cursor, range.from); }
      if (cursor > range.to) { setRange(range.from + step * 10, range.to + step * 10); cursor = Math.min(cursor, range.to); }
    } else return;
    event.preventDefault();
    draw();
  });
  charts.push({ draw: draw });
  new ResizeObserver(draw).observe(canvas);
  return { draw: draw, point: function (at) { cursor = at; draw(); } };
}
`;
