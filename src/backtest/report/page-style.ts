/** The page's style sheet: one column on a phone, a grid on a desk, colours by the reader's scheme. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f8; --card: #ffffff; --ink: #161a22; --muted: #596273; --line: #e1e4ea; --grid: #eceef2;
  --accent: #2f5bea; --accent-soft: rgba(47, 91, 234, .14); --gain: #0b7a52; --loss: #c3283f;
  --gain-soft: rgba(11, 122, 82, .13); --loss-soft: rgba(195, 40, 63, .13); --hold: #8a93a3; --chip: #eef0f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1015; --card: #151a21; --ink: #e8ebf1; --muted: #9ba6b6; --line: #262d38; --grid: #1f2630;
    --accent: #7fa4ff; --accent-soft: rgba(127, 164, 255, .18); --gain: #43cf95; --loss: #ff7384;
    --gain-soft: rgba(67, 207, 149, .16); --loss-soft: rgba(255, 115, 132, .17); --hold: #717d8e; --chip: #202732;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main, header.top, footer { max-width: 1320px; margin: 0 auto; padding: 0 24px; }
header.top { padding-top: 32px; padding-bottom: 8px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 17px; margin: 0; letter-spacing: -.005em; }
p { margin: 0; }
.sub, .hint, footer { color: var(--muted); }
.hint { font-size: 13px; }
.gain { color: var(--gain); } .loss { color: var(--loss); }
.tiles { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; margin: 20px 0 16px; }
.tile, .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.tile { padding: 14px 16px; min-width: 0; }
.tile dt { color: var(--muted); font-size: 13px; }
.tile dd { margin: 2px 0 0; font-size: 22px; font-weight: 650; letter-spacing: -.015em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile .unit { font-size: 13px; font-weight: 500; color: var(--muted); letter-spacing: 0; }
.tile p { font-size: 12.5px; color: var(--muted); }
.card { padding: 18px 20px; margin: 0 0 16px; min-width: 0; }
.head { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; margin-bottom: 10px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
button, select {
  font: inherit; font-size: 13.5px; color: var(--ink); background: var(--chip); border: 1px solid var(--line);
  border-radius: 8px; padding: 5px 10px; min-height: 34px; cursor: pointer;
}
button:hover, select:hover { border-color: var(--muted); }
button[aria-pressed="true"] { background: var(--accent-soft); border-color: var(--accent); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.chart { position: relative; border-radius: 8px; }
.chart canvas { display: block; width: 100%; touch-action: pan-y; cursor: crosshair; }
#equity-chart canvas { height: 340px; }
#price-chart canvas { height: 400px; }
.readout { min-height: 24px; font-size: 13px; color: var(--muted); font-variant-numeric: tabular-nums; display: flex; flex-wrap: wrap; gap: 0 14px; align-content: flex-start; }
.readout b { color: var(--ink); font-weight: 600; }
.readout b.gain { color: var(--gain); } .readout b.loss { color: var(--loss); }
.key { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 12.5px; color: var(--muted); margin-top: 8px; }
.key i { display: inline-block; width: 14px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: middle; background: var(--accent); }
.scroller { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 8px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 600; color: var(--muted); font-size: 13px; }
th:first-child, td:first-child, .left { text-align: left; }
td.prose { white-space: normal; min-width: 260px; overflow-wrap: anywhere; }
tbody tr:last-child > td, tbody tr:last-child > th { border-bottom: 0; }
#trades th { padding: 4px 2px; }
#trades th button { background: none; border-color: transparent; color: inherit; font-weight: 600; padding: 4px 8px; }
#trades th button:hover { border-color: var(--line); }
#trades th[aria-sort="ascending"] button::after { content: " ↑" / ""; }
#trades th[aria-sort="descending"] button::after { content: " ↓" / ""; }
#trades tbody tr.row { cursor: pointer; }
#trades tbody tr.row:hover { background: var(--accent-soft); }
#trades td .open { background: none; border: 0; padding: 2px 6px; min-height: 30px; font-variant-numeric: tabular-nums; color: var(--accent); font-weight: 600; }
.side { display: inline-block; border-radius: 999px; padding: 0 9px; font-size: 12.5px; line-height: 21px; font-weight: 600; }
.side.long { background: var(--gain-soft); color: var(--gain); } .side.short { background: var(--loss-soft); color: var(--loss); }
tr.detail td { text-align: left; white-space: normal; background: var(--ground); padding: 14px 16px; }
.detail dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 8px 16px; margin: 0 0 10px; }
.detail dt, .figures dt { color: var(--muted); font-size: 12.5px; }
.detail dd { margin: 0; overflow-wrap: anywhere; }
.detail ul { margin: 4px 0 8px; padding-left: 20px; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(215px, 1fr)); gap: 14px 24px; margin: 14px 0 0; }
.figures dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.figures p { font-size: 12.5px; color: var(--muted); font-weight: 400; }
.months td.month { border-radius: 6px; padding: 7px 4px; min-width: 58px; }
.months { width: auto; border-collapse: separate; border-spacing: 3px; } .months td, .months th { border: 0; padding: 5px 4px; text-align: center; }
.assumptions { list-style: none; margin: 10px 0 0; padding: 0; }
.assumptions li { display: grid; grid-template-columns: minmax(110px, 190px) minmax(0, 1fr); gap: 4px 16px; padding: 7px 0; border-bottom: 1px solid var(--line); }
.assumptions li:last-child { border: 0; }
.assumptions span:first-child { color: var(--muted); }
.note { border-left: 3px solid var(--accent); padding: 4px 12px; margin-top: 10px; overflow-wrap: anywhere; }
.more { margin-top: 12px; text-align: center; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 12px; top: 12px; background: var(--card); padding: 8px; z-index: 2; }
footer { font-size: 13px; padding-top: 4px; padding-bottom: 40px; }
@media (max-width: 860px) { .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); } .readout { min-height: 44px; } .wide { display: none; } }
@media (max-width: 560px) {
  main, header.top, footer { padding-left: 12px; padding-right: 12px; }
  header.top { padding-top: 20px; } h1 { font-size: 21px; }
  .tiles { gap: 8px; } .readout { min-height: 64px; } .tile { padding: 10px 12px; } .tile dd { font-size: 19px; }
  .card { padding: 14px 12px; } .middle { display: none; }
  #equity-chart canvas { height: 260px; } #price-chart canvas { height: 300px; }
  th, td { padding: 8px 5px; } #trades th button { padding: 4px 3px; }
  #trades { font-size: 13.5px; } .assumptions li { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@media print { body { background: #fff; } .tools, .more { display: none; } .card, .tile { break-inside: avoid; } }
`;
