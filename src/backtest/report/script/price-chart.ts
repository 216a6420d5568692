/** Bars of one instrument with the trades on them. */
export const PRICE_CHART = `
var markets = data.markets.map(function (market) {
  return { id: market.id, digits: market.digits, interval: market.intervalMs, merged: market.merged, bars: unpack(market), trades: data.trades.filter(function (trade) { return trade.market === market.id; }) };
});
var market = markets[0] || null;
var chosen = null;
var showMarket = function () {}, point = function () {};
(function () {
  if (market === null) { document.getElementById('price').hidden = true; return; }
  var group = document.getElementById('markets');
  if (markets.length > 1) {
    markets.forEach(function (one) {
      var button = node('button', '', one.id);
      button.type = 'button';
      button.addEventListener('click', function () { showMarket(one.id); });
      group.appendChild(button);
    });
  }
  var low = 0, high = 1;
  function heightOf(frame, price) { return frame.top + 10 + (1 - (price - low) / (high - low)) * (frame.height - frame.bottom - frame.top - 20); }
  function stroke(context, x1, y1, x2, y2) { context.beginPath(); context.moveTo(x1, y1); context.lineTo(x2, y2); context.stroke(); }
  function paintBars(context, frame, first, last) {
    var bars = market.bars;
    var width = frame.x(bars.at[first] + market.interval) - frame.x(bars.at[first]);
    if (width >= 2.5) {
      var body = Math.max(1, Math.min(width * 0.7, 14));
      for (var index = first; index <= last; index++) {
        var x = frame.x(bars.at[index] + market.interval / 2);
        var up = bars.close[index] >= bars.open[index];
        context.strokeStyle = context.fillStyle = up ? colour.gain : colour.loss;
        context.globalAlpha = 0.75; context.lineWidth = 1;
        stroke(context, x, heightOf(frame, bars.high[index]), x, heightOf(frame, bars.low[index]));
        var top = heightOf(frame, Math.max(bars.open[index], bars.close[index]));
        context.fillRect(x - body / 2, top, body, Math.max(1, heightOf(frame, Math.min(bars.open[index], bars.close[index])) - top));
      }
      context.globalAlpha = 1;
      return;
    }
    var column = -1, columnLow = 0, columnHigh = 0;
    context.strokeStyle = colour.hold; context.globalAlpha = 0.55; context.lineWidth = 1;
    for (var each = first; each <= last + 1; each++) {
      var pixel = each > last ? -2 : Math.round(frame.x(bars.at[each]));
      if (pixel === column) { columnLow = Math.min(columnLow, bars.low[each]); columnHigh = Math.max(columnHigh, bars.high[each]); continue; }
      if (column >= 0) stroke(context, column + 0.5, heightOf(frame, columnLow), column + 0.5, heightOf(frame, columnHigh));
      if (each > last) break;
      column = pixel; columnLow = bars.low[each]; columnHigh = bars.high[each];
    }
    context.globalAlpha = 1;
    context.beginPath();
    for (var point = first; point <= last; point++) {
      var px = frame.x(bars.at[point] + market.interval), py = heightOf(frame, bars.close[point]);
      if (point === first) context.moveTo(px, py); else context.lineTo(px, py);
    }
    context.strokeStyle = colour.ink; context.globalAlpha = 0.8; context.lineWidth = 1; context.stroke(); context.globalAlpha = 1;
  }
  function triangle(context, x, y, up, size) {
    var sign = up ? 1 : -1;
    context.beginPath(); context.moveTo(x, y); context.lineTo(x - size, y + sign * size * 1.6); context.lineTo(x + size, y + sign * size * 1.6); context.closePath();
    context.fill(); context.stroke();
  }
  function paintTrade(context, frame, trade, size) {
    var x1 = frame.x(trade.from), x2 = frame.x(trade.to), y1 = heightOf(frame, Number(trade.entry)), y2 = heightOf(frame, Number(trade.exit));
    var result = Number(trade.net) >= 0 ? colour.gain : colour.loss;
    var picked = chosen !== null && chosen.n === trade.n;
    if (x2 - x1 > 26 || picked) {
      context.setLineDash([3, 3]); context.lineWidth = 1.25;
      if (trade.stop !== null) { context.strokeStyle = colour.loss; stroke(context, x1, heightOf(frame, Number(trade.stop)), Math.max(x2, x1 + 8), heightOf(frame, Number(trade.stop))); }
      if (trade.target !== null) { context.strokeStyle = colour.gain; stroke(context, x1, heightOf(frame, Number(trade.target)), Math.max(x2, x1 + 8), heightOf(frame, Number(trade.target))); }
      context.setLineDash([]);
    }
    context.strokeStyle = result; context.lineWidth = picked ? 3 : 1.5;
    stroke(context, x1, y1, x2, y2);
    context.strokeStyle = colour.card; context.lineWidth = 1;
    context.fillStyle = result;
    context.beginPath(); context.arc(x2, y2, size * 0.75, 0, 7); context.fill(); context.stroke();
    context.fillStyle = colour.accent;
    triangle(context, x1, y1, trade.side === 'long', size);
  }
  function paint(context, frame) {
    var bars = market.bars;
    var first = Math.max(0, lastUpTo(bars.at, range.from)), last = Math.max(first, lastUpTo(bars.at, range.to));
    low = Infinity; high = -Infinity;
    for (var index = first; index <= last; index++) { low = Math.min(low, bars.low[index]); high = Math.max(high, bars.high[index]); }
    var visible = market.trades.filter(function (trade) { return trade.to >= range.from && trade.from <= range.to; });
    if (chosen !== null && chosen.market === market.id && chosen.to >= range.from && chosen.from <= range.to) {
      [chosen.stop, chosen.target].forEach(function (price) { if (price !== null) { low = Math.min(low, Number(price)); high = Math.max(high, Number(price)); } });
    }
    if (!(high > low)) { low -= Math.abs(low) * 0.001 || 1; high += Math.abs(high) * 0.001 || 1; }
    var step = niceStep(high - low, 6), digits = Math.max(0, Math.min(market.digits, Math.ceil(-Math.log10(step) - 1e-9)));
    for (var tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
      var y = heightOf(frame, tick);
      frame.line(y, colour.grid);
      frame.label(y, amount(tick, digits));
    }
    context.beginPath(); context.rect(frame.left, 0, frame.width - frame.right - frame.left, frame.height - frame.bottom + 2); context.clip();
    paintBars(context, frame, first, last);
    var size = visible.length > 150 ? 3 : visible.length > 60 ? 4 : 5.5;
    visible.forEach(function (trade) { paintTrade(context, frame, trade, size); });
  }
  var readout = document.getElementById('price-readout');
  function read(cursor, frame) {
    var bars = market.bars;
    var index = cursor === null ? bars.count - 1 : Math.max(0, lastUpTo(bars.at, cursor));
    var parts = [[market.id, instant(bars.at[index])], ['O', amount(bars.open[index], market.digits)], ['H', amount(bars.high[index], market.digits)], ['L', amount(bars.low[index], market.digits)], ['C', amount(bars.close[index], market.digits)]];
    if (market.merged > 1) parts.push(['Bars of', duration(market.interval)]);
    if (cursor !== null) {
      var near = (range.to - range.from) / 150;
      market.trades.filter(function (trade) { return trade.from - near <= cursor && trade.to + near >= cursor; }).slice(0, 2).forEach(function (trade) {
        parts.push(['Trade ' + trade.n + ', ' + trade.side + ' ' + decimals(trade.entry) + ' → ' + decimals(trade.exit) + ' by ' + closedBy(trade.by), signed(trade.net) + ' ' + data.currency, tone(trade.net)]);
      });
    }
    show(readout, parts);
    return cursor === null ? null : { x: frame.x(cursor) };
  }
  var chart = makeChart('price-chart', paint, read);
  showMarket = function (id) {
    market = markets.filter(function (one) { return one.id === id; })[0] || market;
    Array.prototype.forEach.call(group.children, function (button) { button.setAttribute('aria-pressed', String(button.textContent === market.id)); });
    chart.draw();
  };
  point = chart.point;
  showMarket(market.id);
})();
`;
