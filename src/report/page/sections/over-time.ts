import type { Report } from '../../data/report.js';
import type { Period } from '../../data/periods.js';
import { formatDuration } from '../../../config/index.js';
import { count, percent } from '../../numbers.js';
import { driftLine, driftMap } from '../../plots/drift-plots.js';
import { COLOUR } from '../../plots/draw-plot.js';
import { ratePlot, volumePlot } from '../../plots/traffic-plots.js';
import { markup, type Markup } from '../markup.js';
import { figure, legend } from '../table.js';
import type { Section } from './section.js';

const SHOWN_LINES = 6;
const SHOWN_ROWS = 48;

/** PSI of each period against the reference: a map of all columns, and the most drifted ones as lines. */
export function driftOverTimeSection(report: Report): Section {
  return { id: 'drift-over-time', title: 'Drift over time', body: driftBody(report) };
}

/** How much was scored when, and how much of it was positive. */
export function trafficSection(report: Report): Section {
  return { id: 'traffic', title: 'Volume and positive rate', body: trafficBody(report) };
}

function driftBody({ history, config }: Report): Markup {
  const { minimumRows, falseAlarmRate } = config.drift;
  const judged = history.filter(({ points }) => points.length > 0);
  const periods = Math.max(...judged.map(({ points }) => points.length), 0);
  if (periods === 0) {
    return markup`<p class="note warning">No period of ${formatDuration(config.drift.cycle)} has the ${count(minimumRows)} rows that a verdict needs, or there is no reference.</p>`;
  }
  const worst = [...judged].sort((a, b) => highestPsi(b) - highestPsi(a)).slice(0, SHOWN_LINES);
  return markup`<p>PSI of each period against the reference, ${periods === 1 ? 'one period' : `${periods} periods`} of at least ${count(minimumRows)} predictions, each a multiple of ${formatDuration(config.drift.cycle)} long, so that each time of day counts alike.
Drifted: the period and the one before it exceed for the same reason. A single period exceeds somewhere without any drift with a chance of at most ${percent(falseAlarmRate, 0)}, where rows depend on each other as those of the reference did.</p>
${figure(
  driftMap(judged.slice(0, SHOWN_ROWS)),
  `One column of cells a period, by its beginning (UTC); times without predictions are not shown. The fuller the colour the greater the PSI (full from 0.5 on); a dot: drifted.${judged.length > SHOWN_ROWS ? ` The ${SHOWN_ROWS} columns with the greatest PSI of ${judged.length}.` : ''}`,
)}
<h3>The columns with the highest peaks</h3>
${legend([
  [COLOUR.window, 'PSI'],
  [COLOUR.alarm, 'PSI, drifted (triangle)'],
  ['currentColor', 'threshold (dashed)'],
])}<div class="grid">${worst.map((its) =>
    figure(driftLine(its), `highest PSI ${highestPsi(its).toFixed(3)}`, its.column.name),
  )}</div>`;
}

function highestPsi({ points }: Report['history'][number]): number {
  return Math.max(...points.map(({ psi }) => psi));
}

function trafficBody({ traffic, config }: Report): Markup {
  const [first] = traffic;
  if (!first) return markup`<p class="note">No predictions in the window.</p>`;
  const { positive } = config.classes;
  return markup`${figure(volumePlot(traffic), `Predictions by ${stepText(first)}, UTC. Times without predictions are left empty.`, 'Predictions')}
${legend([
  [COLOUR.window, `called ${positive}, of all predictions`],
  [COLOUR.positive, `labelled ${positive}, of the labelled ones (diamond, with 95 % interval)`],
])}${figure(
    ratePlot(traffic),
    'By the time of scoring. Labels come late: the newest periods rest on few of them, as their intervals show (bars cut at the top of the plot).',
    'Positive rate',
  )}`;
}

function stepText({ from, to }: Period): string {
  const step = formatDuration(to - from);
  return step === '1h' ? 'hour' : step === '1d' ? 'day' : `periods of ${step}`;
}
