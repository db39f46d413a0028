import { ESTIMATED_FIGURES, FIGURE_NAMES } from '../../metrics/index.js';
import { type Report, verdictCounts } from '../data/report.js';
import { FIGURE_TITLES } from '../figure-titles.js';
import { count, fourDecimals, minute, percent, shortened } from '../numbers.js';
import { trustText } from '../trust-text.js';
import { findingTexts, missingShare, verdictDetail, verdictText } from '../verdict-text.js';
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
    const { value, lower, upper, alert } = estimate.estimate.figures[name] ?? {};
    const band = value === undefined ? '-' : `${fourDecimals(lower)} - ${fourDecimals(upper)}`;
    return [FIGURE_TITLES[name], fourDecimals(value), band, alert === true ? 'outside the usual range' : ''];
  });
  return [
    `Estimated from the scores of ${count(estimate.estimate.predictions)} predictions. ${trustText(estimate.trusted)}`,
    ...textTable(['figure', 'estimate', 'band', ''], rows),
  ];
}

function drift(report: Report): string[] {
  if (report.drift === undefined) return ['Drift: the version has no reference to compare with.'];
  const { windows, rows: predictions, referenceRows } = report.drift;
  const { drifted, stable } = verdictCounts(report);
  const rows = report.columns.map(({ column, reference, current, drift: its }) => {
    const { test, value, threshold } = findingTexts(its);
    const detail = verdictDetail(its?.verdict);
    return [
      shortened(column.name, NAME_CHARACTERS),
      test,
      value,
      threshold,
      percent(missingShare(reference)),
      percent(missingShare(current)),
      `${verdictText(its?.verdict)}${detail === undefined ? '' : ` (${detail})`}`,
    ];
  });
  return [
    `Drift against the ${count(referenceRows)} rows of the reference: ${drifted} of ${drifted + stable} columns drifted`,
    `  window ${minute(windows.current.from)} to ${minute(windows.current.to)}: ${count(predictions.current)} predictions; before, from ${minute(windows.previous.from)}: ${count(predictions.previous)}`,
    ...textTable(['column', 'test', 'value', 'threshold', 'missing, ref.', 'missing', 'verdict'], rows),
  ];
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
