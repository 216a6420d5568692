import type { Decimal } from '../../domain/decimal.ts';
import type { BacktestResult } from '../result.ts';
import type { BacktestStatistics } from '../statistics/statistics.ts';
import { escapeHtml } from './escape-html.ts';
import { monthlyReturns } from './monthly-returns.ts';
import { amountText, countText, dayText, durationText, NOT_DEFINED, percentText, ratioText } from './wording.ts';

/** Title and one sentence that says how it went. */
export function headSection(result: BacktestResult): string {
  const { statistics, accountCurrency } = result;
  const names = result.instruments.map(({ id }) => id).join(', ');
  const length = durationText(result.endedAt - result.startedAt);
  return `<header class="top"><h1>${escapeHtml(names === '' ? result.title : `${result.title} of ${names}`)}</h1>
<p class="sub">${dayText(result.startedAt)} to ${dayText(result.endedAt)} (${length}), ${countText(result.steps)} steps after a warm-up of ${countText(result.warmupBars)}.
${amountText(statistics.startEquity)} ${escapeHtml(accountCurrency)} became ${amountText(statistics.endEquity)}. All times are UTC.</p></header>`;
}

/** The figures that a reader looks for first. */
export function tilesSection(result: BacktestResult): string {
  const { statistics: s, accountCurrency } = result;
  const unit = ` <span class="unit">${escapeHtml(accountCurrency)}</span>`;
  const drawdown = s.maxDrawdown;
  const tiles: readonly (readonly [string, string, string])[] = [
    [
      'Net result',
      coloured(s.netPnl, `${amountText(s.netPnl, { signed: 'signed' })}${unit}`),
      'after fees and funding',
    ],
    [
      'Return',
      coloured(s.totalReturn, percentText(s.totalReturn, { signed: 'signed' })),
      s.buyAndHold === null ? '' : `buy and hold ${percentText(s.buyAndHold, { signed: 'signed' })}`,
    ],
    [
      'Largest drawdown',
      drawdown === null ? NOT_DEFINED : percentText(drawdown.fraction.toNumber()),
      drawdown === null ? 'equity never fell' : `${amountText(drawdown.amount)} ${escapeHtml(accountCurrency)}`,
    ],
    ['Sharpe ratio', ratioText(s.sharpe), s.sharpe === null ? 'needs more days' : 'daily returns, a year'],
    ['Won', percentText(s.trades.winRate), `${countText(s.trades.won)} of ${countText(s.trades.count)} trades`],
    ['Profit factor', ratioText(s.trades.profitFactor), 'gains ÷ losses'],
    ['Per trade', `${amountText(s.trades.expectancy, { signed: 'signed' })}${unit}`, 'expectancy'],
    ['Fees paid', `${amountText(s.fees)}${unit}`, `gross result ${amountText(s.grossPnl, { signed: 'signed' })}`],
  ];
  return `<dl class="tiles" aria-label="Headline figures">${tiles
    .map(([name, value, under]) => `<div class="tile"><dt>${name}</dt><dd>${value}</dd><p>${under}</p></div>`)
    .join('')}</dl>`;
}

/** Every figure with a word on how it is made. */
export function figuresSection(result: BacktestResult): string {
  const s = result.statistics;
  const rows = [...resultRows(s), ...riskRows(s), ...tradeRows(s), ...orderRows(s)];
  return `<section class="card" aria-labelledby="figures-title"><h2 id="figures-title">All figures</h2>
<p class="hint">Amounts in ${escapeHtml(result.accountCurrency)}. A dash stands for what is not defined on this run.</p>
<dl class="figures">${rows
    .map(([name, value, how]) => `<div><dt>${name}</dt><dd>${value}<p>${how}</p></dd></div>`)
    .join('')}</dl></section>`;
}

type Row = readonly [name: string, value: string, how: string];

function resultRows(s: BacktestStatistics): readonly Row[] {
  return [
    ['Gross result', amountText(s.grossPnl, { signed: 'signed' }), 'before fees and funding'],
    ['Net result', amountText(s.netPnl, { signed: 'signed' }), 'transfers taken out'],
    ['Fees', amountText(s.fees), 'paid'],
    ['Funding', amountText(s.funding, { signed: 'signed' }), 'received less paid'],
    ['Unrealized at the end', amountText(s.unrealizedPnl, { signed: 'signed' }), 'open positions, in the net result'],
    [
      'Slippage',
      amountText(s.costs.slippage),
      `${slippageText(s.costs.slippageFraction)} of the value that could slip`,
    ],
    ['Growth a year', percentText(s.cagr, { signed: 'signed' }), 'compound; from 30 days on'],
    ['Buy and hold', percentText(s.buyAndHold, { signed: 'signed' }), 'equal parts, without fees'],
  ];
}

function slippageText(fraction: number | null): string {
  return fraction === null ? NOT_DEFINED : `${(fraction * 100).toFixed(4).replace('-', '−')} %`;
}

function riskRows(s: BacktestStatistics): readonly Row[] {
  const drawdown = s.maxDrawdown;
  return [
    ['Volatility a year', percentText(s.volatility), 'daily returns × √365'],
    ['Sharpe ratio', ratioText(s.sharpe), 'mean ÷ deviation of daily returns × √365'],
    ['Sortino ratio', ratioText(s.sortino), 'as Sharpe, negative days only'],
    ['Calmar ratio', ratioText(s.calmar), 'growth a year ÷ largest drawdown'],
    [
      'Longest under water',
      drawdown === null ? NOT_DEFINED : durationText(drawdown.durationMs),
      drawdown === null
        ? 'equity never fell'
        : drawdown.recoveredAt === null
          ? 'largest drawdown, not recovered by the end'
          : 'largest drawdown, high to recovery',
    ],
    ['Exposure', percentText(s.exposureFraction), 'share of the time with a position'],
    ['Turnover', s.turnover === null ? NOT_DEFINED : `${ratioText(s.turnover)} ×`, 'traded value ÷ mean equity'],
    ['Traded value', amountText(s.costs.tradedValue, { digits: 0 }), 'buys and sells'],
  ];
}

function tradeRows(s: BacktestStatistics): readonly Row[] {
  const t = s.trades;
  return [
    ['Expectancy', amountText(t.expectancy, { signed: 'signed' }), 'mean net result of a trade'],
    ['Average win', amountText(t.averageWin), `largest ${amountText(t.largestWin)}`],
    ['Average loss', amountText(t.averageLoss), `largest ${amountText(t.largestLoss)}`],
    ['Payoff ratio', ratioText(t.payoff), 'average win ÷ average loss'],
    ['Average duration', durationText(t.averageDurationMs), 'first fill to last'],
    ['Trades', countText(t.count), `${countText(t.won)} won, ${countText(t.lost)} lost`],
  ];
}

function orderRows(s: BacktestStatistics): readonly Row[] {
  const o = s.orders;
  return [
    [
      'Orders',
      countText(o.orders),
      `${countText(o.filled)} filled, ${countText(o.canceled)} canceled, ${countText(o.open)} open`,
    ],
    ['Fills', countText(o.fills), 'executions'],
    ['Denied', countText(o.denied), 'refused by our own rules'],
    ['Rejected', countText(o.rejected), 'refused by the exchange'],
    ['Liquidations', countText(o.liquidations), 'closed by the exchange'],
  ];
}

/** A row per instrument. */
export function instrumentsSection(result: BacktestResult): string {
  const rows = result.statistics.instruments.map((one) => {
    const net = one.trades.netPnl;
    return `<tr><th scope="row">${escapeHtml(one.instrument)}</th>
<td>${coloured(net, amountText(net, { signed: 'signed' }))}</td><td>${countText(one.trades.count)}</td>
<td>${percentText(one.trades.winRate)}</td><td class="middle">${ratioText(one.trades.profitFactor)}</td>
<td class="wide">${amountText(one.trades.expectancy, { signed: 'signed' })}</td><td class="middle">${amountText(one.costs.fees)}</td>
<td class="wide">${amountText(one.funding, { signed: 'signed' })}</td><td class="wide">${percentText(one.exposureFraction)}</td>
<td class="middle">${percentText(one.buyAndHold, { signed: 'signed' })}</td></tr>`;
  });
  const heads = `<th scope="col" class="left">Instrument</th><th scope="col">Net</th><th scope="col">Trades</th><th scope="col">Won</th><th scope="col" class="middle">Profit factor</th><th scope="col" class="wide">Per trade</th><th scope="col" class="middle">Fees</th><th scope="col" class="wide">Funding</th><th scope="col" class="wide">Exposure</th><th scope="col" class="middle">Buy and hold</th>`;
  return `<section class="card" aria-labelledby="instruments-title"><div class="head"><h2 id="instruments-title">By instrument</h2><p class="hint">Closed trades, net of fees and funding</p></div>
<div class="scroller"><table><thead><tr>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

/** Returns by month, the darker the larger. */
export function monthsSection(result: BacktestResult): string {
  const years = monthlyReturns(result.equity);
  if (years.length === 0) return '';
  const strongest = Math.max(...years.flatMap(({ months }) => months.map((value) => Math.abs(value ?? 0))), 1e-9);
  const heads = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const rows = years.map(({ year, months }) => {
    const cells = months.map((value) => {
      if (value === null) return '<td></td>';
      const strength = Math.round(10 + (Math.abs(value) / strongest) * 38);
      const colour = value < 0 ? 'loss' : 'gain';
      const text = `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;
      return `<td class="month" style="background:color-mix(in srgb, var(--${colour}) ${strength}%, transparent)">${text}</td>`;
    });
    return `<tr><th scope="row">${year}</th>${cells.join('')}</tr>`;
  });
  return `<section class="card" aria-labelledby="months-title"><div class="head"><h2 id="months-title">Return by month</h2><p class="hint">Percent of the equity at its beginning</p></div>
<div class="scroller"><table class="months"><thead><tr><td></td>${heads.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

/** What the figures depend on. */
export function assumptionsSection(result: BacktestResult): string {
  const rows = result.assumptions.map(
    ({ label, value }) => `<li><span>${escapeHtml(label)}</span><span>${escapeHtml(value)}</span></li>`,
  );
  const notes = result.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`);
  if (rows.length + notes.length === 0) return '';
  return `<section class="card" aria-labelledby="assumptions-title"><h2 id="assumptions-title">What these figures assume</h2>
<ul class="assumptions">${rows.join('')}</ul>${notes.join('')}</section>`;
}

function coloured(value: Decimal | number | null, html: string): string {
  const sign = value === null ? 0 : typeof value === 'number' ? Math.sign(value) : value.comparedTo(0);
  return sign === 0 ? html : `<span class="${sign > 0 ? 'gain' : 'loss'}">${html}</span>`;
}
