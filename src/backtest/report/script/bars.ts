/** Unpacks what `pack-bars.ts` packed. */
export const BARS = `
function unpack(market) {
  var bytes = Uint8Array.from(atob(market.bytes), function (letter) { return letter.charCodeAt(0); });
  var at = 0;
  function next() {
    var value = 0, factor = 1, byte;
    do { byte = bytes[at++]; value += (byte & 127) * factor; factor *= 128; } while (byte > 127);
    return value;
  }
  function zigzag(value) { return value % 2 ? -(value + 1) / 2 : value / 2; }
  var bars = { count: market.count, at: new Float64Array(market.count), open: new Float64Array(market.count), high: new Float64Array(market.count), low: new Float64Array(market.count), close: new Float64Array(market.count) };
  var slot = -1, close = 0;
  for (var index = 0; index < market.count; index++) {
    slot += next() + 1;
    var open = close + zigzag(next());
    close = open + zigzag(next());
    var high = Math.max(open, close) + next();
    var low = Math.min(open, close) - next();
    bars.at[index] = market.startsAt + slot * market.intervalMs;
    bars.open[index] = open * market.tick;
    bars.high[index] = high * market.tick;
    bars.low[index] = low * market.tick;
    bars.close[index] = close * market.tick;
  }
  return bars;
}
/** Index of the last value that is not above the wanted one; -1 where all are. */
function lastUpTo(values, wanted) {
  var low = -1, high = values.length - 1;
  while (low < high) {
    var middle = (low + high + 1) >> 1;
    if (values[middle] <= wanted) low = middle; else high = middle - 1;
  }
  return low;
}
`;
