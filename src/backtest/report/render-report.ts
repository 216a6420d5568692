import type { BacktestResult } from '../result.ts';
import { decisionsSection } from './decisions-section.ts';
import { embedJson, escapeHtml } from './escape-html.ts';
import { MOST_TRADES, pageData } from './page-data.ts';
import { PAGE_STYLE } from './page-style.ts';
import { PAGE_SCRIPT } from './script/index.ts';
import {
  assumptionsSection,
  figuresSection,
  headSection,
  instrumentsSection,
  monthsSection,
  tilesSection,
} from './sections.ts';
import { countText } from './wording.ts';

/** Lets the page run its own script and nothing else, and reach no network. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-brokerkit-report'; base-uri 'none'; form-action 'none'";

/**
 * A result as one HTML page that needs nothing else: no network, no files beside it.
 *
 * Long runs are thinned: bars are merged and the curve keeps its peaks and troughs, so that the page stays small.
 */
export function renderReport(result: BacktestResult): string {
  const names = result.instruments.map(({ id }) => id).join(', ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(`${result.title} ${names}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#trades-title">Skip to the trades</a>
${headSection(result)}
<main>
${tilesSection(result)}
${equitySection()}
${priceSection()}
${tradesSection(result)}
${decisionsSection(result)}
${instrumentsSection(result)}
${monthsSection(result)}
${figuresSection(result)}
${assumptionsSection(result)}
</main>
<footer>Made by brokerkit. The page is complete in itself and can be sent as a file.</footer>
<script type="application/json" id="data">${embedJson(pageData(result))}</script>
<script nonce="brokerkit-report">${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function equitySection(): string {
  return `<section class="card" aria-labelledby="equity-title">
<div class="head"><h2 id="equity-title">Equity and drawdown</h2>${rangeTools('equity')}</div>
<div class="readout" id="equity-readout" aria-live="polite"></div>
<div class="chart" id="equity-chart"><canvas tabindex="0" role="img" aria-label="Equity and drawdown over time. Left and right move the reading, plus and minus zoom, 0 shows all."></canvas></div>
<div class="key"><span><i></i>Equity</span><span><i style="background:var(--hold)"></i>Buy and hold</span><span><i style="background:var(--loss)"></i>Drawdown</span></div>
</section>`;
}

function priceSection(): string {
  return `<section class="card" id="price" aria-labelledby="price-title">
<div class="head"><h2 id="price-title">Price and trades</h2><div class="tools"><span id="markets" class="tools" role="group" aria-label="Instrument"></span>${rangeTools('price')}</div></div>
<div class="readout" id="price-readout" aria-live="polite"></div>
<div class="chart" id="price-chart"><canvas tabindex="0" role="img" aria-label="Price with entries and exits. Left and right move the reading, plus and minus zoom, 0 shows all."></canvas></div>
<div class="key"><span>▲ long entry</span><span>▼ short entry</span><span><i style="background:var(--gain)"></i>won</span><span><i style="background:var(--loss)"></i>lost</span><span>● exit</span><span>┄ stop and target, when near</span><span class="wide">Drag to zoom in, double-click to see all</span></div>
</section>`;
}

function rangeTools(chart: string): string {
  return `<div class="tools" role="group" aria-label="Time range" data-range="${chart}"><button type="button" data-do="earlier" aria-label="Earlier">◀</button><button type="button" data-do="later" aria-label="Later">▶</button><button type="button" data-do="out" aria-label="Zoom out">−</button><button type="button" data-do="in" aria-label="Zoom in">+</button><button type="button" data-do="all">All</button></div>`;
}

function tradesSection(result: BacktestResult): string {
  const left = result.trades.length - MOST_TRADES;
  const note =
    left > 0
      ? `The newest ${countText(MOST_TRADES)} of ${countText(result.trades.length)}; the JSON result has all.`
      : 'Choose a trade to see its reasons and find it in the chart.';
  return `<section class="card" aria-labelledby="trades-title">
<div class="head"><div><h2 id="trades-title" tabindex="-1">Trades</h2><p class="hint">${note}</p></div><div class="tools"><label><span class="hidden">Instrument</span><select id="only-market"></select></label><label><span class="hidden">Outcome</span><select id="only-outcome"><option value="">Won and lost</option><option value="won">Won</option><option value="lost">Lost</option></select></label></div></div>
<div class="scroller"><table id="trades"><thead></thead><tbody></tbody></table></div>
<p class="hint" id="trades-none" hidden>No trades to show.</p>
<p class="more"><button type="button" id="more" hidden>Show more</button></p>
</section>`;
}
