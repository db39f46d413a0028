import { falsePositiveRate, precision, recall } from '../../../statistics/index.js';
import type { LabelledScores, Report } from '../../data/report.js';
import { count, fourDecimals, percent } from '../../numbers.js';
import { calibrationPlot, type Decision, precisionRecallPlot, rocPlot } from '../../plots/curve-plots.js';
import { scorePlot } from '../../plots/score-plots.js';
import { markup, type Markup } from '../markup.js';
import { figure, table } from '../table.js';
import type { Section } from './section.js';

/** Histograms of the scores of either class. */
export function scoreSection(report: Report): Section {
  return {
    id: 'scores',
    title: 'Scores by outcome',
    body: withLabels(report, ({ bands }) => histograms(report, bands)),
  };
}

/** ROC and precision-recall, with the point of the decisions that were made. */
export function curveSection(report: Report): Section {
  return {
    id: 'curves',
    title: 'ROC and precision-recall',
    body: withLabels(report, (scores) => curves(report, scores)),
  };
}

/** What scores promised beside what came, with counts. */
export function calibrationSection(report: Report): Section {
  const title = 'Calibration';
  return { id: 'calibration', title, body: withLabels(report, ({ calibration }) => calibrationBody(calibration)) };
}

function withLabels({ scores, performance, minimumLabels }: Report, body: (scores: LabelledScores) => Markup): Markup {
  if (scores) return body(scores);
  return markup`<p class="note warning">Too few labels: ${count(performance.labels)} of the ${count(minimumLabels)} that this needs.</p>`;
}

function histograms(
  { config, decisionThreshold: threshold, performance }: Report,
  bands: LabelledScores['bands'],
): Markup {
  const { tp, fp, tn, fn } = performance.counts;
  const { positive, negative } = config.classes;
  const one = (outcome: 'positives' | 'negatives', name: string, total: number): Markup =>
    figure(
      scorePlot(bands, outcome, { name, threshold }),
      `Share of the ${count(total)} predictions labelled ${name}, by score; square-root axis.`,
      `${name} (${count(total)})`,
    );
  return markup`${one('positives', positive, tp + fn)}${one('negatives', negative, fp + tn)}`;
}

function curves({ decisionThreshold, performance }: Report, { points }: LabelledScores): Markup {
  const { counts, figures } = performance;
  if (!points) return markup`<p class="note warning">All labels are of one class: there is no curve.</p>`;
  const positives = counts.tp + counts.fn;
  const share = positives / performance.labels;
  const decision: Decision = {
    recall: recall(counts),
    precision: precision(counts),
    falsePositiveRate: falsePositiveRate(counts),
    threshold: decisionThreshold,
  };
  const { auc, average_precision: averagePrecision } = figures;
  const interval =
    auc?.interval && `, 95 % interval ${fourDecimals(auc.interval.lower)} – ${fourDecimals(auc.interval.upper)}`;
  return markup`<div class="columns">${figure(
    rocPlot(points, decision),
    `ROC AUC ${fourDecimals(auc?.value)}${interval ?? ''}. Dashed: a score that knows nothing.`,
    'ROC',
  )}${figure(
    precisionRecallPlot(points, share, decision),
    `Average precision ${fourDecimals(averagePrecision?.value)}. Dashed: the share of positives, ${percent(share, 2)}.`,
    'Precision-recall',
  )}</div>
<p class="note">Of ${count(positives)} positives and ${count(performance.labels - positives)} negatives, scores counted in 256 bins: the points are exact, the lines between them are not.
The dot is what the decisions of the window gave.</p>`;
}

function calibrationBody(bands: LabelledScores['calibration']): Markup {
  const rows = bands.map(({ from, to, positives, negatives, meanScore, positiveShare, interval }) => [
    `${from.toFixed(1)} – ${to.toFixed(1)}`,
    count(positives + negatives),
    meanScore.toFixed(3),
    positiveShare.toFixed(3),
    `${interval.lower.toFixed(3)} – ${interval.upper.toFixed(3)}`,
  ]);
  return markup`<div class="columns">${figure(
    calibrationPlot(bands),
    'Bars: 95 % intervals (Wilson). On the dashed line scores are probabilities; below it they promise too much, above it too little.',
  )}${table(
    'By band of the score',
    [
      { text: 'Score' },
      { text: 'Labels', figure: true },
      { text: 'Mean score', figure: true },
      { text: 'Share of positives', figure: true },
      { text: '95 % interval', figure: true },
    ],
    rows,
  )}</div>
<p class="note">From hourly counts of scores in 256 bins, so that mean scores are known to within 0.002. Only labelled predictions are here: while one class is
reported later than the other, the shares are tilted towards the earlier one.</p>`;
}
