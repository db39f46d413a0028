import { FIGURE_NAMES } from '../../metrics/index.js';
import { driftCounts, type Report } from '../data/report.js';
import { FIGURE_TITLES } from '../figure-titles.js';
import { count, fourDecimals, minute, percent, shortened } from '../numbers.js';
import { missingShare, thresholdOf, verdictText } from '../verdict-text.js';
import { textTable } from './text-table.js';

const NAME_CHARACTERS = 40;

/** The report as lines for a terminal: what it is of, the figures, drift by column, calibration. */
export function reportText(report: Report): string[] {
  return [...heading(report), '', ...figures(report), '', ...drift(report), '', ...calibration(report)];
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

function drift(report: Report): string[] {
  if (report.reference === undefined) return ['Drift: the version has no reference to compare with.'];
  const { drifted, judged } = driftCounts(report);
  const rows = report.drift.map((its) => [
    shortened(its.column.name, NAME_CHARACTERS),
    fourDecimals(its.psi),
    fourDecimals(thresholdOf(its)),
    percent(missingShare(its.reference)),
    percent(missingShare(its.current)),
    verdictText(its),
  ]);
  return [
    `Drift against the ${count(report.reference.rows)} rows of the reference: ${drifted} of ${judged} columns drifted`,
    ...textTable(['column', 'PSI', 'threshold', 'missing, ref.', 'missing', 'verdict'], rows),
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
