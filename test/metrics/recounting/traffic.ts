import type { Config } from '../../../src/config/index.js';
import { rowValues } from '../../../src/models/index.js';
import { type Expected, hoursBefore, MINUTE_MS, type Row, since } from './log.js';

export function addTraffic(expected: Expected, rows: readonly Row[], now: number): void {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  expected.set('ml_predictions_per_second', [since(rows, minute - 5 * MINUTE_MS, minute).length / 300]);
  for (const [name, minutes] of [
    ['ml_fraud_rate_current', 60],
    ['ml_fraud_rate', 1_440],
  ] as const) {
    const its = since(rows, minute + MINUTE_MS - minutes * MINUTE_MS);
    if (its.length > 0) expected.set(name, [its.filter(({ predicted }) => predicted).length / its.length]);
  }
}

export function addFeatures(expected: Expected, log: readonly Row[], { features, windows }: Config, now: number): void {
  const rows = since(log, hoursBefore(now, windows.features));
  if (rows.length === 0) return;
  for (const [index, { name, kind }] of features.entries()) {
    const values = rows.map((row) => ({ at: row.scoredAt.getTime(), value: rowValues(row.features)[index] }));
    const present = values.filter(({ value }) => !Number.isNaN(value));
    const set = (statistic: string, accepted: readonly number[]): void => {
      expected.set(`ml_feature_value{feature_name="${name}",stat_type="${statistic}"}`, accepted);
      const hasOwnName = ['mean', 'std', 'min', 'max'].includes(statistic);
      if (hasOwnName) expected.set(`ml_feature_${statistic}{feature_name="${name}"}`, accepted);
    };
    set('missing_ratio', [1 - present.length / values.length]);
    if (kind !== 'numeric' || present.length === 0) continue;
    const numbers = present.map(({ value }) => value);
    const newest = Math.max(...present.map(({ at }) => at));
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
    // Those of one batch were scored in the same millisecond.
    set(
      'current',
      present.filter(({ at }) => at === newest).map(({ value }) => value),
    );
    set('mean', [mean]);
    set('std', [Math.sqrt(variance)]);
    set('min', [Math.min(...numbers)]);
    set('max', [Math.max(...numbers)]);
  }
}
