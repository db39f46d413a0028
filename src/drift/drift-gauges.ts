import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CONFIG, type Config, formatDuration } from '../config/index.js';
import { registerStoreGauges, type Sample, type StoreGauge } from '../platform/index.js';
import type { ColumnReport, DriftReport } from './checks/drift-report.js';
import { DriftService } from './drift.service.js';

type Snapshot = DriftReport | undefined;

/** The gauges of drift, of the active version. */
@Injectable()
export class DriftGauges {
  constructor(@Inject(CONFIG) { drift }: Config, service: DriftService, registry: Registry) {
    const takeSnapshot = async (): Promise<Snapshot> => {
      const outcome = await service.check({}, 'prompt');
      return outcome.kind === 'compared' ? outcome.report : undefined;
    };
    const window = `the last ${drift.minimumRows} predictions or more (whole ${formatDuration(drift.cycle)}, at most ${formatDuration(drift.window)})`;
    const gauges: StoreGauge<Snapshot>[] = [
      {
        name: 'ml_feature_drift',
        help: `How far each feature in ${window} is from what the active version was trained on: psi, js, ks, wasserstein, chi2; absent below ${drift.minimumRows} values.`,
        labelNames: ['feature_name', 'statistic'],
        samples: (report) =>
          (report?.features ?? []).flatMap((column) => statistics(column, { feature_name: column.name })),
      },
      {
        name: 'ml_prediction_drift',
        help: `How far the scores in ${window} are from those of rows that the active version was measured on: psi, js, ks, wasserstein, chi2; absent below ${drift.minimumRows} predictions.`,
        labelNames: ['statistic'],
        samples: (report) => (report ? statistics(report.scores, {}) : []),
      },
      {
        name: 'ml_feature_drifted',
        help: 'Verdict on each feature: 1 drifted in two windows in a row, 0 stable; absent for insufficient data and where the config asks for no test.',
        labelNames: ['feature_name'],
        samples: (report) =>
          (report?.features ?? []).flatMap((column) => verdict(column, { feature_name: column.name })),
      },
      {
        name: 'ml_prediction_drifted',
        help: 'Verdict on the scores: 1 drifted in two windows in a row, 0 stable; absent for insufficient data.',
        labelNames: [],
        samples: (report) => (report ? verdict(report.scores, {}) : []),
      },
      {
        name: 'ml_drift_share',
        help: 'Drifted features among those drifted or stable; absent while none is, and while one may have drifted but the window before has too few predictions to say.',
        labelNames: [],
        samples: (report) => (report?.driftedShare === undefined ? [] : [{ labels: {}, value: report.driftedShare }]),
      },
      {
        name: 'ml_drift_window_predictions',
        help: 'Predictions of the active version in the window that drift is judged on; absent while there is no version, or none with a reference.',
        labelNames: [],
        samples: (report) => (report ? [{ labels: {}, value: report.rows.current }] : []),
      },
    ];
    registerStoreGauges(registry, takeSnapshot, gauges);
  }
}

function statistics({ current }: ColumnReport, labels: Sample['labels']): Sample[] {
  return Object.entries(current.statistics).map(([statistic, { value }]) => ({
    labels: { ...labels, statistic },
    value,
  }));
}

function verdict({ verdict: { kind } }: ColumnReport, labels: Sample['labels']): Sample[] {
  return kind === 'drifted' || kind === 'stable' ? [{ labels, value: Number(kind === 'drifted') }] : [];
}
