/** The list of trades: sorted by any column, narrowed by instrument and outcome, each with its reasons. */
export const TRADES_TABLE = `
(function () {
  var PAGE = 100;
  var columns = [
    ['#', '', function (trade) { return trade.n; }],
    ['Instrument', 'left middle', function (trade) { return trade.market; }],
    ['Side', 'left', function (trade) { return trade.side; }],
    ['Opened', 'left wide', function (trade) { return trade.from; }],
    ['Closed', 'left', function (trade) { return trade.to; }],
    ['Held', 'wide', function (trade) { return trade.to - trade.from; }],
    ['Quantity', 'wide', function (trade) { return Number(trade.quantity); }],
    ['Entry', 'middle', function (trade) { return Number(trade.entry); }],
    ['Exit', 'middle', function (trade) { return Number(trade.exit); }],
    ['Closed by', 'left wide', function (trade) { return closedBy(trade.by); }],
    ['Return', 'middle', function (trade) { return trade.fraction === null ? -Infinity : trade.fraction; }],
    ['Net', '', function (trade) { return Number(trade.net); }]
  ];
  var sort = { column: 0, down: true }, shown = PAGE, opened = {};
  var table = document.getElementById('trades'), head = table.tHead, body = table.tBodies[0];
  var more = document.getElementById('more'), onlyMarket = document.getElementById('only-market'), onlyOutcome = document.getElementById('only-outcome');
  onlyMarket.appendChild(new Option('All instruments', ''));
  data.trades.map(function (trade) { return trade.market; }).filter(function (id, index, all) { return all.indexOf(id) === index; }).forEach(function (id) { onlyMarket.appendChild(new Option(id, id)); });
  var titles = node('tr');
  columns.forEach(function (column, index) {
    var cell = node('th', column[1]);
    cell.scope = 'col';
    var button = node('button', '', column[0]);
    button.type = 'button';
    button.addEventListener('click', function () {
      sort = { column: index, down: sort.column === index ? !sort.down : typeof column[2](data.trades[0] || {}) === 'number' };
      fill();
    });
    cell.appendChild(button);
    titles.appendChild(cell);
  });
  head.appendChild(titles);
  function price(trade, text) {
    if (text === null) return NONE;
    var own = data.markets.filter(function (one) { return one.id === trade.market; })[0];
    return own === undefined ? decimals(text) : amount(text, own.digits);
  }
  function row(trade) {
    var line = node('tr', 'row');
    line.id = 'trade-' + trade.n;
    columns.forEach(function (column, index) {
      var cell = node('td', column[1]);
      var text = [null, trade.market, null, instant(trade.from), instant(trade.to), duration(trade.to - trade.from), decimals(trade.quantity), price(trade, trade.entry), price(trade, trade.exit), closedBy(trade.by), percent(trade.fraction), signed(trade.net)][index];
      if (index === 0) {
        var button = node('button', 'open', String(trade.n));
        button.type = 'button';
        button.setAttribute('aria-expanded', String(Boolean(opened[trade.n])));
        button.setAttribute('aria-label', 'Trade ' + trade.n + ', details');
        cell.appendChild(button);
      } else if (index === 2) cell.appendChild(node('span', 'side ' + trade.side, trade.side));
      else { cell.textContent = text; if (index >= 10) cell.className += ' ' + tone(index === 11 ? trade.net : trade.fraction); }
      line.appendChild(cell);
    });
    line.addEventListener('click', function () { toggle(trade); });
    return line;
  }
  function list(title, reasons, into) {
    if (reasons.length === 0) return;
    into.appendChild(node('div', 'hint', title));
    var items = node('ul');
    reasons.forEach(function (reason) { items.appendChild(node('li', '', reason)); });
    into.appendChild(items);
  }
  function detail(trade) {
    var line = node('tr', 'detail'), cell = node('td'), facts = node('dl');
    cell.colSpan = columns.length;
    [['Instrument', trade.market], ['Opened', instant(trade.from)], ['Held', duration(trade.to - trade.from)], ['Quantity', decimals(trade.quantity)], ['Entry', price(trade, trade.entry)], ['Exit', price(trade, trade.exit)], ['Stop', price(trade, trade.stop)], ['Target', price(trade, trade.target)], ['Closed by', closedBy(trade.by)], ['Gross', signed(trade.gross)], ['Fees', amount(trade.fees)], ['Funding', signed(trade.funding)], ['Net', signed(trade.net) + ' ' + data.currency], ['Return', percent(trade.fraction)], ['Confidence', trade.confidence === null ? NONE : amount(trade.confidence * 100, 0) + ' %']].forEach(function (fact) {
      var pair = node('div');
      pair.appendChild(node('dt', '', fact[0]));
      pair.appendChild(node('dd', '', fact[1]));
      facts.appendChild(pair);
    });
    cell.appendChild(facts);
    list('Why it was opened', trade.why, cell);
    list('What was found about it before', trade.found, cell);
    list('Why it was closed', trade.whyClosed, cell);
    var button = node('button', '', 'Show in the chart');
    button.type = 'button';
    button.addEventListener('click', function (event) {
      event.stopPropagation();
      locate(trade);
      document.getElementById('price').scrollIntoView({ block: 'center' });
      document.querySelector('#price-chart canvas').focus({ preventScroll: true });
      point((trade.from + trade.to) / 2);
    });
    cell.appendChild(button);
    line.appendChild(cell);
    return line;
  }
  function locate(trade) {
    chosen = trade;
    showMarket(trade.market);
    var room = Math.max((trade.to - trade.from) * 1.5, 40 * (market ? market.interval : 60000));
    setRange(trade.from - room, trade.to + room);
  }
  function toggle(trade) {
    opened[trade.n] = !opened[trade.n];
    fill();
    var button = document.querySelector('#trade-' + trade.n + ' .open');
    if (button) button.focus({ preventScroll: true });
  }
  function fill() {
    var key = columns[sort.column][2];
    var rows = data.trades.filter(function (trade) {
      if (onlyMarket.value !== '' && trade.market !== onlyMarket.value) return false;
      return onlyOutcome.value === '' || (onlyOutcome.value === 'won' ? Number(trade.net) > 0 : Number(trade.net) < 0);
    }).sort(function (a, b) {
      var left = key(a), right = key(b);
      var order = left < right ? -1 : left > right ? 1 : a.n - b.n;
      return sort.down ? -order : order;
    });
    Array.prototype.forEach.call(titles.children, function (cell, index) {
      if (index === sort.column) cell.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending'); else cell.removeAttribute('aria-sort');
    });
    var lines = document.createDocumentFragment();
    rows.slice(0, shown).forEach(function (trade) {
      lines.appendChild(row(trade));
      if (opened[trade.n]) lines.appendChild(detail(trade));
    });
    body.textContent = '';
    body.appendChild(lines);
    more.hidden = rows.length <= shown;
    more.textContent = 'Show ' + Math.min(PAGE, rows.length - shown) + ' more of ' + grouped(rows.length);
    document.getElementById('trades-none').hidden = rows.length > 0;
    table.hidden = data.trades.length === 0;
  }
  more.addEventListener('click', function () { shown += PAGE; fill(); });
  [onlyMarket, onlyOutcome].forEach(function (select) { select.addEventListener('change', function () { shown = PAGE; fill(); }); });
  fill();
})();
`;
