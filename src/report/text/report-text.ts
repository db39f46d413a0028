import { ESTIMATED_FIGURES, FIGURE_NAMES, withoutLimits } from '../../metrics/index.js';
import { referenceRows, type Report, unconfirmedColumns, verdictCounts } from '../data/report.js';
import { FIGURE_TITLES } from '../figure-titles.js';
import { count, fourDecimals, minute, percent, short, shortened } from '../numbers.js';
import { BLIND_TO_CONCEPT_DRIFT, trustText } from '../trust-text.js';
import {
  comparedWithText,
  findingTexts,
  missingShare,
  newCategoriesText,
  unconfirmedText,
  verdictDetail,
  verdictText,
} from '../verdict-text.js';
import { textTable } from './text-table.js';

const NAME_CHARACTERS = 40;

/** The report as lines for a terminal: what it is of, the figures, estimates, drift by column, calibration. */
export function reportText(report: Report): string[] {
  return [
    ...heading(report),
    '',
    ...figures(report),
    '',
    ...estimates(report),
    '',
    ...drift(report),
    '',
    ...calibration(report),
  ];
}

function heading({ config, version, active, window, scored, positive, performance }: Report): string[] {
  const { labels } = performance;
  return [
    `${config.name} ${version.version}${active ? ' (active)' : ' (not active)'}`,
    `${minute(window.from)} to ${minute(window.to)}: ${count(scored)} predictions, ${count(positive)} called ${config.classes.positive} (${percent(scored > 0 ? positive / scored : undefined, 2)}), ${count(labels)} labels (${percent(scored > 0 ? labels / scored : undefined)})`,
  ];
}

function figures({ performance, minimumLabels }: Report): string[] {
  if (performance.labels < minimumLabels) {
    return [`Too few labels for figures: ${count(performance.labels)} of ${count(minimumLabels)}.`];
  }
  const rows = FIGURE_NAMES.map((name) => {
    const { value, interval, n } = performance.figures[name] ?? {};
    const range = interval ? `${fourDecimals(interval.lower)} - ${fourDecimals(interval.upper)}` : '-';
    return [FIGURE_TITLES[name], fourDecimals(value), range, n === undefined ? '-' : count(n)];
  });
  const { tp, fp, tn, fn } = performance.counts;
  return [
    'Performance',
    ...textTable(['figure', 'window', '95 % interval', 'n'], rows),
    `  true positives ${count(tp)}, false positives ${count(fp)}, true negatives ${count(tn)}, false negatives ${count(fn)}`,
  ];
}

function estimates({ estimate }: Report): string[] {
  if (!estimate) return ['No estimate before the labels: too few predictions, or a version without an estimator.'];
  const rows = ESTIMATED_FIGURES.map((name) => {
    const figure = estimate.estimate.figures[name];
    const limits = figure?.limits.kind === 'limits' ? figure.limits : undefined;
    const alert = figure?.alert === true ? 'outside the usual range' : '';
    return [FIGURE_TITLES[name], fourDecimals(figure?.value), range(figure), range(limits), alert];
  });
  const moved = Object.values(estimate.estimate.figures)
    .map(({ limits }) => limits)
    .find((limits) => limits.kind === 'moved-threshold');
  return [
    `Estimated from the scores of ${count(estimate.estimate.predictions)} predictions. ${trustText(estimate.trusted)}`,
    `  ${BLIND_TO_CONCEPT_DRIFT}`,
    ...(moved ? [`  No usual range for figures of decisions: ${withoutLimits(moved)}.`] : []),
    ...textTable(['figure', 'estimate', 'band', 'usual range', ''], rows),
  ];
}

function drift(report: Report): string[] {
  if (report.drift === undefined) return ['Drift: the version has no reference to compare with.'];
  const { windows, rows: predictions, expectedFalseAlarms, referenceRows: fittedOn } = report.drift;
  const unconfirmed = unconfirmedText(unconfirmedColumns(report));
  const { drifted, stable } = verdictCounts(report);
  const rows = report.columns.map(({ column, reference, current, drift: its }) => {
    const { test, value, threshold } = findingTexts(its);
    const details = [verdictDetail(its?.verdict), newCategoriesText(its)].filter((part) => part !== undefined);
    return [
      shortened(column.name, NAME_CHARACTERS),
      test,
      value,
      threshold,
      percent(missingShare(reference)),
      percent(missingShare(current)),
      `${verdictText(its?.verdict)}${details.length === 0 ? '' : ` (${details.join('; ')})`}`,
    ];
  });
  return [
    `Drift: ${drifted} of ${drifted + stable} columns drifted${unconfirmed === undefined ? '' : `; ${unconfirmed}`}`,
    `  compared: ${comparedWithText(referenceRows(report) ?? { features: fittedOn, scores: 0 })}`,
    `  window ${minute(windows.current.from)} to ${minute(windows.current.to)}: ${count(predictions.current)} predictions; before, from ${minute(windows.previous.from)}: ${count(predictions.previous)}`,
    `  expected false alarms a month: ${short(expectedFalseAlarms, 2)}`,
    ...textTable(['column', 'test', 'value', 'threshold', 'missing, ref.', 'missing', 'verdict'], rows),
  ];
}

function range({ lower, upper }: { readonly lower?: number; readonly upper?: number } = {}): string {
  return lower === undefined ? '-' : `${fourDecimals(lower)} - ${fourDecimals(upper)}`;
}

function calibration({ scores, performance, minimumLabels }: Report): string[] {
  if (!scores) return [`Too few labels for calibration: ${count(performance.labels)} of ${count(minimumLabels)}.`];
  const rows = scores.calibration.map(({ from, to, positives, negatives, meanScore, positiveShare, interval }) => [
    `${from.toFixed(1)} - ${to.toFixed(1)}`,
    count(positives + negatives),
    meanScore.toFixed(3),
    positiveShare.toFixed(3),
    `${interval.lower.toFixed(3)} - ${interval.upper.toFixed(3)}`,
  ]);
  return ['Calibration', ...textTable(['score', 'labels', 'mean score', 'positives', '95 % interval'], rows)];
}
