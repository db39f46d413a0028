import {
  COLOUR,
  count,
  figure,
  fourDecimals,
  legend,
  markup,
  minute,
  type Markup,
  STYLE,
  table,
} from '../../report/index.js';
import type { Backtest } from '../backtest.js';
import type { RunEvent } from '../data/timeline.js';
import type { Figures } from '../data/windows.js';
import { lengthText } from '../text.js';
import { healingPlot } from './plot.js';

const PLOTS: readonly (readonly [figure: keyof Figures, heading: string])[] = [
  ['accuracy', 'Accuracy'],
  ['averagePrecision', 'Average precision'],
  ['recall', 'Recall'],
];

/**
 * The backtest as one page that needs nothing from outside: no script, no network. Pure.
 *
 * @param name what was replayed, for the title
 */
export function backtestPage(name: string, result: Backtest): string {
  const { trainedOn, windows, timeline, windowMs, total } = result;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="homeostat backtest">
<title>${name}: backtest</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kicker">Homeostat backtest</p>
<h1>${name}</h1>
<dl class="facts">
<div><dt>First model</dt><dd>${count(trainedOn.rows)} rows, to ${minute(trainedOn.to)}</dd></div>
<div><dt>Replayed</dt><dd>${count(total.rows)} labelled rows, to ${minute(total.to)}</dd></div>
<div><dt>Runs</dt><dd>${timeline.runs.length}; ${count(timeline.skippedChecks)} daily checks found no reason</dd></div>
<div><dt>Changes of version</dt><dd>${timeline.swaps.length}</dd></div>
</dl>
</header>
<main>
<section id="figures"><h2>With and without healing</h2>
<p>Windows of ${lengthText(windowMs)}. Without healing the first model goes on. A dashed line is a change of the version that answers.</p>
${legend([
  [COLOUR.window, 'with healing'],
  [COLOUR.reference, 'without'],
])}
${PLOTS.map(([name_, heading]) => figure(healingPlot(`${heading} with and without healing`, name_, windows, timeline.swaps), `${heading} of each window`, heading))}
</section>
<section id="runs"><h2>Runs</h2>
${timeline.runs.length === 0 ? markup`<p>No run: no condition held at a daily check.</p>` : timeline.runs.map(runMarkup)}
</section>
<section id="windows"><h2>Windows</h2>
${table(
  'Figures with and without healing',
  [
    { text: 'From' },
    ...['Rows', 'Positive', 'Accuracy', 'Without', 'Recall', 'Without', 'Avg precision', 'Without'].map((text) => ({
      text,
      figure: true as const,
    })),
  ],
  [...windows, total].map(({ from, rows, positives, healed, unhealed }, place) => [
    place === windows.length ? 'all' : minute(from),
    count(rows),
    count(positives),
    fourDecimals(healed.accuracy),
    fourDecimals(unhealed.accuracy),
    fourDecimals(healed.recall),
    fourDecimals(unhealed.recall),
    fourDecimals(healed.averagePrecision),
    fourDecimals(unhealed.averagePrecision),
  ]),
)}
</section>
</main>
</body>
</html>
`.text;
}

function runMarkup(run: RunEvent): Markup {
  return markup`<h3>Run ${run.runId}, ${minute(Date.parse(run.at))}: ${run.outcome}</h3>
<p>${run.reason}${run.explanation !== null && `. ${run.explanation}`}</p>
${
  run.checks.length > 0 &&
  table(
    `Gate of run ${run.runId}`,
    [{ text: 'Check' }, { text: 'Verdict' }, { text: 'Why' }],
    run.checks.map(({ name, passed, detail }) => [name, passed ? 'passed' : 'failed', detail]),
  )
}`;
}
