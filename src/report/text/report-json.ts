import { describeReport } from '../../drift/index.js';
import { describeEstimate, FIGURE_NAMES } from '../../metrics/index.js';
import type { ComparedColumn } from '../data/compared-column.js';
import type { Report } from '../data/report.js';
import { missingShare } from '../verdict-text.js';

/** The report's figures with keys in snake_case, drift as on GET /drift, estimates as on GET /performance; what can't be told is null. */
export function reportJson(report: Report): Record<string, unknown> {
  const { config, version, active, window, scored, positive, performance } = report;
  return {
    name: config.name,
    model_version: version.version,
    active,
    generated_at: new Date(report.generatedAt).toISOString(),
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    predictions: scored,
    positive_predictions: positive,
    labels: performance.labels,
    label_coverage: scored > 0 ? performance.labels / scored : null,
    minimum_labels: report.minimumLabels,
    counts: performance.counts,
    figures: Object.fromEntries(FIGURE_NAMES.map((name) => [name, performance.figures[name] ?? null])),
    money: config.amount ? { currency: config.amount.currency, ...performance.money } : null,
    estimated: report.estimate ? describeEstimate(report.estimate) : null,
    reference_rows: report.reference?.rows ?? null,
    drift: report.drift ? describeReport(report.drift) : null,
    columns: report.columns.map(columnJson),
    drift_over_time: report.history.map(({ column, points }) => ({
      column: column.name,
      periods: points.map(({ from, to, rows, psi, threshold, drifted }) => ({
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        predictions: rows,
        psi,
        threshold: threshold ?? null,
        drifted,
      })),
    })),
    calibration:
      report.scores?.calibration.map((band) => ({
        from: band.from,
        to: band.to,
        positives: band.positives,
        negatives: band.negatives,
        mean_score: band.meanScore,
        positive_share: band.positiveShare,
        interval: band.interval,
      })) ?? null,
  };
}

function columnJson({ column, reference, current }: ComparedColumn): object {
  return {
    column: column.name,
    kind: column.kind,
    missing_reference: missingShare(reference) ?? null,
    missing: missingShare(current) ?? null,
    mean_reference: reference?.mean ?? null,
    mean: current?.mean ?? null,
  };
}
