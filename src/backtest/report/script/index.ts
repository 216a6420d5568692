import { BARS } from './bars.ts';
import { CHART } from './chart.ts';
import { EQUITY_CHART } from './equity-chart.ts';
import { FORMATTING } from './formatting.ts';
import { PRICE_CHART } from './price-chart.ts';
import { TRADES_TABLE } from './trades-table.ts';

/** Connects the buttons, and redraws when the reader changes the colour scheme. */
const START = `
document.querySelectorAll('[data-do]').forEach(function (button) {
  button.addEventListener('click', function () { act(button.getAttribute('data-do')); });
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () {
  colour = colours();
  charts.forEach(function (chart) { chart.draw(); });
});
`;

/**
 * The page's script. It is kept as text because it runs in a browser, where this package's modules do not; what comes
 * from a run reaches the page as text nodes only.
 */
export const PAGE_SCRIPT = `(function () {
'use strict';
var data = JSON.parse(document.getElementById('data').textContent);
${FORMATTING}${BARS}${CHART}${EQUITY_CHART}${PRICE_CHART}${TRADES_TABLE}${START}
})();`;
