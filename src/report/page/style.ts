import { Markup } from './markup.js';

/**
 * The page's style sheet: light, dark and print. Colours of data are from Okabe and Ito's palette, which people with
 * any colour vision can tell apart; what colour says is also said by shape or text.
 */
export const STYLE = new Markup(`
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --surface: #ffffff; --ink: #1c2430; --muted: #5b6675; --line: #dfe3e8; --guide: #8a94a3;
  --reference: #a4adb8; --window: #0072b2; --positive: #d55e00; --negative: #0072b2; --alarm: #d55e00;
  --drifted-ground: #fdeadd; --drifted-ink: #8f3d00; --stable-ground: #e3f2ec; --stable-ink: #00543c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --surface: #1a2029; --ink: #e6eaf0; --muted: #9aa5b4; --line: #2d3642; --guide: #77828f;
    --reference: #7d8896; --window: #56b4e9; --positive: #f08a3c; --negative: #56b4e9; --alarm: #f08a3c;
    --drifted-ground: #43260f; --drifted-ink: #ffb782; --stable-ground: #12352a; --stable-ink: #7fd6b5;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 28px 32px 48px; max-width: 1180px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif;
}
h1 { margin: 0 0 12px; font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; }
h1 span { color: var(--muted); font-weight: 400; }
h2 { margin: 0 0 10px; font-size: 20px; }
h3 { margin: 0 0 6px; font-size: 14px; overflow-wrap: anywhere; }
p { margin: 0 0 12px; max-width: 112ch; }
.kicker { margin: 0 0 2px; color: var(--muted); font-size: 12px; letter-spacing: 0.08em; text-transform: uppercase; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(460px, 1fr)); gap: 4px 32px; margin: 0; font-size: 14px; }
.facts div { display: flex; gap: 10px; }
dt { color: var(--muted); }
.facts dt { flex: 0 0 78px; }
dd { margin: 0; overflow-wrap: anywhere; }
nav { margin: 18px 0 22px; padding: 8px 0; border-block: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 0; padding: 0; list-style: none; font-size: 14px; }
a { color: var(--window); }
section {
  margin: 0 0 22px; padding: 22px 26px 24px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px;
  scroll-margin-top: 12px;
}
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px; margin: 0 0 20px; }
.tiles div { padding: 12px 16px; border: 1px solid var(--line); border-radius: 8px; }
.tiles dt { font-size: 13px; overflow-wrap: anywhere; }
.tiles dd { font-size: 25px; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles small { display: block; margin-top: 2px; color: var(--muted); font-size: 12px; font-weight: 400; }
.scroll { overflow-x: auto; margin: 0 0 14px; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
caption { padding: 0 0 6px; text-align: left; font-weight: 600; }
th, td { padding: 5px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
th { font-weight: 500; }
thead th { color: var(--muted); font-size: 12px; }
tbody th { overflow-wrap: anywhere; min-width: 11em; }
.figure { text-align: right; white-space: nowrap; }
thead .figure { white-space: normal; }
.badge { display: inline-block; padding: 0 8px; border-radius: 9px; background: var(--ground); color: var(--muted); font-size: 12px; font-weight: 500; white-space: nowrap; }
.badge.drifted { background: var(--drifted-ground); color: var(--drifted-ink); }
.badge.stable { background: var(--stable-ground); color: var(--stable-ink); }
.detail { display: block; margin-top: 2px; color: var(--muted); font-size: 11.5px; }
.note { color: var(--muted); font-size: 13px; }
.warning { padding: 8px 12px; border-left: 3px solid var(--alarm); background: var(--drifted-ground); color: var(--drifted-ink); }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 10px 32px; align-items: start; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 20px 24px; margin-top: 10px; }
figure { margin: 0 0 14px; min-width: 0; }
.grid figure { margin: 0; }
figcaption { margin-top: 4px; color: var(--muted); font-size: 12.5px; }
.plot { width: 100%; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 13px; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border-radius: 2px; vertical-align: -1px; }
footer { color: var(--muted); font-size: 12.5px; }
@media screen and (max-width: 800px) {
  body { padding: 16px; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .columns { grid-template-columns: 1fr; }
}
@media print {
  @page { margin: 14mm; }
  :root {
    color-scheme: light;
    --ground: #ffffff; --surface: #ffffff; --ink: #000000; --muted: #444b55; --line: #cccccc; --guide: #8a94a3;
    --reference: #a4adb8; --window: #0072b2; --positive: #d55e00; --negative: #0072b2; --alarm: #d55e00;
    --drifted-ground: #fdeadd; --drifted-ink: #8f3d00; --stable-ground: #e3f2ec; --stable-ink: #00543c;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { padding: 0; max-width: none; font-size: 11px; }
  h1 { font-size: 22px; }
  h2 { font-size: 16px; }
  h3 { font-size: 11px; }
  table { font-size: 9.5px; }
  thead th, .badge, figcaption, .note, .legend, .facts, .tiles dt, .tiles small { font-size: 9.5px; }
  .tiles dd { font-size: 18px; }
  .facts { grid-template-columns: 1fr 1fr; margin-bottom: 14px; }
  th, td { padding: 3px 6px; }
  nav { display: none; }
  section { padding: 0; border: 0; }
  .grid { grid-template-columns: repeat(3, 1fr); gap: 12px 16px; }
  h2, h3, caption { break-after: avoid; }
  figure, tr, .tiles { break-inside: avoid; }
  .scroll { overflow: visible; }
}
`);
