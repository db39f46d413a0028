import { expectedFalseAlarmsPerMonth, PSI_RULE_DEFAULTS } from '../../statistics/index.js';
import { type Column, total } from './columns.js';
import type { DriftTest, FalseAlarmControl } from './tests.js';

/** How often somebody looks, at most: a scrape a minute. */
const CHECK_INTERVAL_SECONDS = 60;
/** For small changes PSI is 8 JS^2. */
const PSI_OF_LEAST_JS = 0.08;

/**
 * Alarms to expect of one column in 30 days when nothing drifts, looked at every minute, an alarm needing two windows in
 * a row without common rows. Rows are taken to depend on each other as the reference's did (`designEffect`); p-values of ks and of shares are taken
 * to behave as chi-squared with 1 degree of freedom.
 *
 * @returns at least 0; undefined where the law of the statistic is not known (wasserstein)
 */
export function expectedFalseAlarms(
  column: Column,
  test: DriftTest,
  windowMs: number,
  control: FalseAlarmControl,
): number | undefined {
  const { counts, designEffect, shares } = column;
  const rows = { referenceRows: total(counts.reference), currentRows: total(counts.current) };
  const windowSeconds = windowMs / 1_000;
  const schedule = {
    checkIntervalSeconds: CHECK_INTERVAL_SECONDS,
    windowSeconds,
    // The windows in a row are a whole window apart.
    persistence: 1 + Math.ceil(windowSeconds / CHECK_INTERVAL_SECONDS),
  };
  if (rows.currentRows === 0) return 0;
  const rate = control.falseAlarmRate / control.tests;
  const perTest = (bins: number, rule: { leastPsi: number; designEffect: number; falseAlarmRate?: number }): number =>
    expectedFalseAlarmsPerMonth(
      { ...rows, bins },
      { features: 1, falseAlarmRate: rate, minimumRows: 1, ...rule },
      schedule,
    );
  const ofShares = Object.keys(shares).length * perTest(2, { leastPsi: 0, designEffect: 1 });
  switch (test) {
    case 'none':
      return ofShares;
    case 'psi':
      return ofShares + perTest(counts.reference.length, { leastPsi: PSI_RULE_DEFAULTS.leastPsi, designEffect });
    case 'chi2':
      return ofShares + perTest(counts.reference.length, { leastPsi: 0, designEffect });
    case 'ks':
      return ofShares + perTest(2, { leastPsi: 0, designEffect });
    case 'js':
      return (
        ofShares + perTest(counts.reference.length, { leastPsi: PSI_OF_LEAST_JS, designEffect, falseAlarmRate: 0.999 })
      );
    case 'wasserstein':
      return undefined;
  }
}
