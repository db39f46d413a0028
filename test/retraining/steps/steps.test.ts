import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeployStep } from '../../../src/retraining/steps/deploy-step.js';
import { PreparedRows } from '../../../src/retraining/steps/prepared-rows.js';
import { PrepareStep } from '../../../src/retraining/steps/prepare-step.js';
import { TrainStep } from '../../../src/retraining/steps/train-step.js';
import { ValidateStep } from '../../../src/retraining/steps/validate-step.js';
import { FEATURES, testConfig } from '../../support/config.js';
import { TestService } from '../../support/service.js';
import { writeOneClass } from './one-class.js';
import { HandRun } from './run-steps.js';
import { NEW_RULE, OLD_RULE, traffic } from './traffic.js';

const STEPS = [PrepareStep, TrainStep, ValidateStep, DeployStep];
const config = testConfig({
  segments: [{ feature: 'channel' }],
  forest: { n_estimators: 20, threads: 1 },
  retraining: {},
});

const active = async (service: TestService): Promise<string> => (await service.get('/models')).body.active;

describe('how many rows are held out', () => {
  let service: TestService;
  beforeAll(async () => {
    const retraining = { held_out_share: 0.4, held_out_of_each_class: 60, held_out_of_each_class_in_breach: 20 };
    service = await TestService.start({ config: testConfig({ forest: { n_estimators: 20, threads: 1 }, retraining }) });
    await traffic(service, 1_200, NEW_RULE);
  });
  afterAll(() => service.stop());

  const breach = { evidence: [{ state: 'ok' }, { state: 'breach' }] };
  const calm = { evidence: [{ state: 'ok' }, { state: 'no-data' }] };

  it.each([
    ['a person asks and nothing is wrong', { trigger: 'manual' }, calm, 60],
    ['a person asks while a condition is in breach', { trigger: 'manual' }, breach, 20],
    ['a person forces it while a condition is in breach', { trigger: 'manual', force: true }, breach, 20],
    ['the clock sees a condition in breach', { trigger: 'schedule' }, breach, 20],
    ['an alert asks, whatever the conditions say', { trigger: 'alert' }, calm, 20],
  ] as const)('%s', async (_, asked, check, ofEachClass) => {
    const run = new HandRun(service, asked);
    run.outputs.set('check', check);
    await run.step(PrepareStep);
    const { heldOut } = run.outputs.get('prepare');
    const { rows, positives } = heldOut;
    expect(Math.min(positives, rows - positives)).toBe(ofEachClass);
    expect(run.lines.some((line) => line.startsWith(`${rows} of them held out, ${positives} positive`))).toBe(true);
    const prepared = service.application.get(PreparedRows, { strict: false });
    prepared.release();
    expect((await prepared.of(run.context())).heldOutPart).toEqual(heldOut);
  });
});

describe('when the world has changed', () => {
  let service: TestService;
  let run: HandRun;
  beforeAll(async () => {
    service = await TestService.start({ config });
    await traffic(service, 1_200, NEW_RULE);
    run = new HandRun(service);
  });
  afterAll(() => service.stop());

  it('prepare reads labelled predictions and history in the order of time, and holds the newest out', async () => {
    expect((await run.step(PrepareStep)).kind).toBe('done');
    expect(run.outputs.get('prepare')).toMatchObject({
      schemaVersion: 1,
      rows: 1_600,
      sources: { history: 400, predictions: 1_200, otherSchema: 0, notExplored: 0, isCapped: false },
      fitted: { rows: 1_280, from: new Date(Date.parse('2026-03-04T12:00:00Z') - 400 * 60_000).toISOString() },
      heldOut: { rows: 320 },
    });
    const { fitted, heldOut, positives } = run.outputs.get('prepare');
    expect(fitted.to < heldOut.from).toBe(true);
    expect(fitted.positives + heldOut.positives).toBe(positives);
  });

  it('train registers the challenger once, in its commit', async () => {
    const step = service.application.get(TrainStep, { strict: false });
    await step.run(run.context());
    expect((await service.get('/models')).body.models).toHaveLength(1);
    await run.step(TrainStep);
    expect(run.outputs.get('train')).toMatchObject({ version: 'v2', engine: 'histogram-forest', rows: 1_280 });
    expect(run.outputs.get('train').outOfBag.accuracy).toBeGreaterThan(0.7);
    const { body } = await service.get('/models/v2');
    expect(body).toMatchObject({
      status: 'inactive',
      training: { source: 'challenger of run 1: 1200 labelled predictions and 400 rows of history', rows: 1_280 },
    });
    expect(run.lines).toContain('20 of 20 trees');
  });

  it('validate measures both on the rows held out, and the challenger passes', async () => {
    expect((await run.step(ValidateStep)).kind).toBe('done');
    const output = run.outputs.get('validate');
    expect(output).toMatchObject({
      champion: { version: 'v1', threshold: 0.5 },
      challenger: { version: 'v2', threshold: 0.5 },
      comparedOn: { rows: 320 },
      passed: true,
    });
    expect(output.checks.map(({ name }: { name: string }) => name)).toEqual([
      'accuracy',
      'average_precision',
      'gain',
      'segments',
      'calibration',
      'scoring_time',
    ]);
    expect(output.checks[3].detail).toMatch(/^of [2-9] segments channel=/);
    expect(output.champion.figures.accuracy).toBeLessThan(0.75);
    expect(output.challenger.figures.accuracy).toBeGreaterThan(0.95);
  });

  it('validate in a process that took over reads the same rows again and says the same', async () => {
    const before = run.outputs.get('validate');
    service.application.get(PreparedRows, { strict: false }).release();
    await run.step(ValidateStep);
    const { champion, challenger, comparedOn } = run.outputs.get('validate');
    expect({ champion, challenger, comparedOn }).toEqual({
      champion: before.champion,
      challenger: before.challenger,
      comparedOn: before.comparedOn,
    });
    expect(run.lines).toContain('reading the prepared rows again: another process had them in memory');
  });

  it('deploy makes it the active version', async () => {
    await run.step(DeployStep);
    expect(run.outputs.get('deploy')).toMatchObject({ version: 'v2', previousVersion: 'v1', threshold: null });
    await expect
      .poll(async () => (await service.post('/predict', { features: FEATURES })).body.model_version)
      .toBe('v2');
    const { deployments } = (await service.get('/models/v2')).body;
    expect(deployments[0]).toMatchObject({ kind: 'deploy', actor: 'run 1', reason: 'passed the gate against v1' });
  });
});

describe('a challenger that is worse', () => {
  it('is refused, the reason names the failed checks, and the champion answers on', async () => {
    const service = await TestService.start({ config });
    await traffic(service, 1_200, (payment) => !OLD_RULE(payment));
    await traffic(service, 500, OLD_RULE);
    const run = new HandRun(service);
    const result = await run.steps(STEPS);
    expect(result).toMatchObject({ kind: 'end', outcome: 'refused' });
    expect((result as { explanation: string }).explanation).toMatch(
      /^v2 is not as good as v1 on 420 newer rows\. accuracy: \d.*average_precision: it changes by/,
    );
    expect(run.outputs.get('validate')).toMatchObject({ passed: false, champion: { version: 'v1' } });
    expect(await active(service)).toBe('v1');
    expect((await service.get('/models/v2')).body.deployments).toEqual([]);
    await service.stop();
  });
});

it('a challenger that is only as good is refused when the clock asked for it, and let in for a person', async () => {
  const service = await TestService.start({ config });
  await traffic(service, 1_200, OLD_RULE);
  const byClock = new HandRun(service, { trigger: 'schedule' });
  expect(await byClock.steps([PrepareStep, TrainStep, ValidateStep])).toMatchObject({
    kind: 'end',
    outcome: 'refused',
    explanation: expect.stringMatching(/newer rows\. gain: [^;]*nobody asked for this run$/),
  });
  const byHand = new HandRun(service, { trigger: 'manual' });
  expect((await byHand.steps([PrepareStep, TrainStep, ValidateStep])).kind).toBe('done');
  await service.stop();
});

describe('prepare refuses, in plain words,', () => {
  it.each([
    [
      'too few rows',
      { training: { minimum_rows: 5_000 } },
      400,
      'training needs 5000 labelled rows (training.minimum_rows), and there are 400: 0 labelled predictions and 400 rows of history',
    ],
    [
      'too few positives to compare on',
      { retraining: { held_out_share: 0.05 } },
      400,
      'of the 20 rows to compare on, 3 are positive and 17 negative: at least 10 of each class are needed. ' +
        'Where labels of a class come late, a larger retraining.held_out_share reaches back further',
    ],
  ])('%s', async (_, changes, history, explanation) => {
    const service = await TestService.start({ config: testConfig(changes), history });
    expect(await new HandRun(service).step(PrepareStep)).toMatchObject({
      kind: 'end',
      outcome: 'refused',
      explanation,
    });
    await service.stop();
  });

  it('rows to fit on of one class', async () => {
    const service = await TestService.start({ config: testConfig(), history: 0 });
    await writeOneClass(service);
    expect(await new HandRun(service).step(PrepareStep)).toMatchObject({
      kind: 'end',
      outcome: 'refused',
      explanation: 'of the 80 rows to fit on, 0 are positive and 80 negative: both classes are needed',
    });
    await service.stop();
  });
});

describe('deploy', () => {
  let service: TestService;
  let run: HandRun;
  beforeEach(async () => {
    service = await TestService.start({ config });
    await traffic(service, 1_200, NEW_RULE);
    run = new HandRun(service);
    await run.steps([PrepareStep, TrainStep, ValidateStep]);
    return () => service.stop();
  });

  it('leaves a version that someone activated meanwhile where it is', async () => {
    await service.post('/admin/models/v2/activate', { reason: 'by hand' });
    await service.post('/admin/rollback', { reason: 'by hand' });
    expect(await run.step(DeployStep)).toMatchObject({
      kind: 'end',
      outcome: 'refused',
      explanation: expect.stringContaining('v1 was made the active version'),
    });
    expect(await active(service)).toBe('v1');
  });

  it('leaves one that someone activated between its work and its commit where it is', async () => {
    const step = service.application.get(DeployStep, { strict: false });
    const result = await step.run(run.context());
    await service.post('/admin/models/v2/activate', { reason: 'by hand' });
    await service.post('/admin/rollback', { reason: 'by hand' });
    const commit = 'commit' in result ? result.commit : () => Promise.resolve({});
    await expect(service.dataSource.transaction(commit)).rejects.toThrow('v1 was made the active version');
    expect(await active(service)).toBe('v1');
  });

  it('is undone when its transaction is', async () => {
    const step = service.application.get(DeployStep, { strict: false });
    const result = await step.run(run.context());
    const commit = 'commit' in result ? result.commit : () => Promise.resolve({});
    const fenced = service.dataSource.transaction(async (manager) => {
      await commit(manager);
      throw new Error('another process has taken the step over');
    });
    await expect(fenced).rejects.toThrow('taken the step over');
    expect(await active(service)).toBe('v1');
  });
});

it('a fit is stopped when the run is cancelled', async () => {
  const service = await TestService.start({ config });
  const run = new HandRun(service);
  await run.step(PrepareStep);
  run.stop.abort(new Error('cancelled by the test'));
  await expect(run.step(TrainStep)).rejects.toThrow('cancelled by the test');
  expect((await service.get('/models')).body.models).toHaveLength(1);
  await service.stop();
});
