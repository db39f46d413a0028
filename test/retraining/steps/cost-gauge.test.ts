import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { CostGauge } from '../../../src/retraining/steps/cost-gauge.js';
import { testConfig } from '../../support/config.js';

async function page(config: ReturnType<typeof testConfig>): Promise<string[]> {
  const registry = new Registry();
  new CostGauge(config, registry);
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith('ml_decision_cost'));
}

describe('ml_decision_cost', () => {
  it('shows the costs of the config, a review for nothing unless it says otherwise', async () => {
    const costs = { missed_positive: 100, false_alarm: 2.5 };
    expect(await page(testConfig({ retraining: { costs } }))).toEqual([
      'ml_decision_cost{kind="missed_positive"} 100',
      'ml_decision_cost{kind="false_alarm"} 2.5',
      'ml_decision_cost{kind="review"} 0',
    ]);
  });

  it('is absent where the config has no costs', async () => {
    expect(await page(testConfig())).toEqual([]);
  });
});
