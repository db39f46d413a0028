import { beforeEach, describe, expect, it } from 'vitest';
import { ActiveModel } from '../../../src/models/index.js';
import { DeployStep } from '../../../src/retraining/steps/deploy-step.js';
import { PrepareStep } from '../../../src/retraining/steps/prepare-step.js';
import { TrainStep } from '../../../src/retraining/steps/train-step.js';
import { ValidateStep } from '../../../src/retraining/steps/validate-step.js';
import { testConfig } from '../../support/config.js';
import { TestService } from '../../support/service.js';
import { HandRun } from './run-steps.js';
import { NEW_RULE, OLD_RULE, traffic } from './traffic.js';

const config = testConfig({
  forest: { n_estimators: 20, threads: 1 },
  retraining: { costs: { missed_positive: 10, false_alarm: 1 } },
});

let service: TestService;
beforeEach(async () => {
  service = await TestService.start({ config });
  return () => service.stop();
});

/** Makes the champion's threshold one at which it says positive of everything. */
const spoilThreshold = (): Promise<void> =>
  service.application
    .get(ActiveModel, { strict: false })
    .deploy('v1', { kind: 'threshold', actor: 'test', reason: 'to spoil it', decisionThreshold: 0 });

const state = async (): Promise<{ active: string; decision_threshold: number }> => (await service.get('/models')).body;

describe('with costs', () => {
  it('a threshold that is the whole trouble is moved, and nothing is trained', async () => {
    await spoilThreshold();
    await traffic(service, 1_000, OLD_RULE);
    const run = new HandRun(service);
    const result = await run.steps([PrepareStep, TrainStep, ValidateStep, DeployStep]);
    expect(result).toMatchObject({
      kind: 'end',
      outcome: 'threshold-moved',
      explanation: expect.stringMatching(
        /^the threshold moved from 0\.0000 to 0\.\d+ is cure enough: accuracy from \d/,
      ),
    });
    const { thresholdOnly, version, previousVersion } = run.outputs.get('prepare');
    expect(thresholdOnly).toMatchObject({ version: 'v1', heals: true, threshold: 0 });
    expect(thresholdOnly.after.costPerRow).toBeLessThan(thresholdOnly.before.costPerRow);
    expect([version, previousVersion]).toEqual(['v1', 'v1']);
    expect(await state()).toMatchObject({ active: 'v1', decision_threshold: thresholdOnly.movedTo, models: [{}] });
  });

  it('forced runs train all the same', async () => {
    await spoilThreshold();
    await traffic(service, 1_000, OLD_RULE);
    expect((await new HandRun(service, { force: true }).step(PrepareStep)).kind).toBe('done');
  });

  it('another world is not cured by a threshold; the challenger is deployed with its cheapest one', async () => {
    await traffic(service, 1_200, NEW_RULE);
    const run = new HandRun(service);
    await run.step(PrepareStep);
    expect(run.outputs.get('prepare').thresholdOnly).toMatchObject({
      heals: false,
      reason: expect.stringMatching(/no threshold mends that$/),
    });
    await run.steps([TrainStep, ValidateStep, DeployStep]);
    const { challenger, thresholds, checks } = run.outputs.get('validate');
    expect([thresholds, checks.filter(({ passed }: { passed: boolean }) => !passed)]).toEqual(['picked anew', []]);
    expect(challenger.threshold).not.toBe(0.5);
    expect(run.outputs.get('deploy').threshold).toBe(challenger.threshold);
    await expect.poll(state).toMatchObject({ active: 'v2', decision_threshold: challenger.threshold });
    expect((await service.post('/admin/rollback', { reason: 'back' })).body.model_version).toBe('v1');
    expect(await state()).toMatchObject({ active: 'v1', decision_threshold: 0.5 });
  });
});
