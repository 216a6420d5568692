/** Equity over the money at the start, buy and hold beside it, drawdown below. */
export const EQUITY_CHART = `
(function () {
  var times = data.equity.at, values = data.equity.value;
  var highs = [], high = -Infinity;
  values.forEach(function (value, index) { high = Math.max(high, value); highs[index] = high; });
  function fall(index) { return highs[index] > 0 ? 1 - values[index] / highs[index] : 0; }
  function bounds() {
    var first = Math.max(0, lastUpTo(times, range.from)), last = Math.max(first, lastUpTo(times, range.to));
    var found = { first: first, last: last, low: Infinity, high: -Infinity, deepest: 0 };
    for (var index = first; index <= last; index++) {
      found.low = Math.min(found.low, values[index]); found.high = Math.max(found.high, values[index]);
      found.deepest = Math.max(found.deepest, fall(index));
    }
    data.hold.at.forEach(function (at, index) {
      // Near, the curve itself is what counts: the other line may leave the picture.
      if (range.from > whole.from || range.to < whole.to) return;
      found.low = Math.min(found.low, data.hold.value[index]); found.high = Math.max(found.high, data.hold.value[index]);
    });
    var room = (found.high - found.low) * 0.06 || Math.abs(found.high) * 0.01 || 1;
    found.low -= room; found.high += room;
    found.deepest = Math.max(found.deepest * 1.1, 0.001);
    return found;
  }
  var shown = null;
  function split(frame) { return frame.top + (frame.height - frame.bottom - frame.top) * 0.74; }
  function heightOf(frame, value) { return frame.top + (1 - (value - shown.low) / (shown.high - shown.low)) * (split(frame) - frame.top - 8); }
  function line(context, frame, at, value, first, last) {
    context.beginPath();
    for (var index = first; index <= last; index++) {
      var x = frame.x(at[index]), y = heightOf(frame, value[index]);
      if (index === first) context.moveTo(x, y); else context.lineTo(x, y);
    }
  }
  function paint(context, frame) {
    shown = bounds();
    var edge = frame.width - frame.right, middle = split(frame), foot = frame.height - frame.bottom;
    var step = niceStep(shown.high - shown.low, 5);
    for (var tick = Math.ceil(shown.low / step) * step; tick <= shown.high; tick += step) {
      var y = heightOf(frame, tick);
      frame.line(y, colour.grid);
      frame.label(y, Math.abs(tick) >= 100000 ? amount(tick / 1000, step < 1000 ? 1 : 0) + 'k' : amount(tick, step < 1 ? 2 : 0));
    }
    context.beginPath(); context.rect(frame.left, 0, edge - frame.left, frame.height); context.clip();
    if (data.startEquity > shown.low && data.startEquity < shown.high) frame.line(heightOf(frame, data.startEquity), colour.muted, [4, 4]);
    if (data.hold.at.length > 1) {
      line(context, frame, data.hold.at, data.hold.value, 0, data.hold.at.length - 1);
      context.strokeStyle = colour.hold; context.lineWidth = 1.25; context.stroke();
    }
    if (values.length > 0) {
      var last = Math.min(shown.last + 1, times.length - 1);
      line(context, frame, times, values, shown.first, last);
      context.strokeStyle = colour.accent; context.lineWidth = 1.75; context.lineJoin = 'round'; context.stroke();
      context.lineTo(frame.x(times[last]), middle - 8); context.lineTo(frame.x(times[shown.first]), middle - 8); context.closePath();
      var fade = context.createLinearGradient(0, frame.top, 0, middle);
      fade.addColorStop(0, colour['accent-soft']); fade.addColorStop(1, 'transparent');
      context.fillStyle = fade; context.fill();
      context.beginPath(); context.moveTo(frame.x(times[shown.first]), middle);
      for (var index = shown.first; index <= last; index++) context.lineTo(frame.x(times[index]), middle + (fall(index) / shown.deepest) * (foot - middle));
      context.lineTo(frame.x(times[last]), middle); context.closePath();
      context.fillStyle = colour['loss-soft']; context.fill(); context.strokeStyle = colour.loss; context.lineWidth = 1; context.stroke();
    }
    context.restore(); context.save();
    frame.line(middle, colour.line);
    frame.label(middle + 7, '0 %');
    frame.label(foot - 6, '−' + (shown.deepest * 100).toFixed(1) + ' %');
  }
  var readout = document.getElementById('equity-readout');
  function read(cursor, frame) {
    if (values.length === 0) { show(readout, [['Equity', 'was not recorded']]); return null; }
    var index = cursor === null ? values.length - 1 : Math.max(0, lastUpTo(times, cursor));
    var parts = [[cursor === null ? 'End' : 'At', instant(times[index])], ['Equity', amount(values[index]) + ' ' + data.currency], ['Result', percent(data.startEquity > 0 ? values[index] / data.startEquity - 1 : null), tone(values[index] - data.startEquity)], ['Drawdown', amount(fall(index) * 100) + ' %']];
    var held = lastUpTo(data.hold.at, cursor === null ? Infinity : cursor);
    if (held >= 0) parts.push(['Buy and hold', amount(data.hold.value[held])]);
    show(readout, parts);
    return cursor === null ? null : { x: frame.x(cursor), y: heightOf(frame, values[index]) };
  }
  makeChart('equity-chart', paint, read);
})();
`;
