import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EstimateKeeper } from '../../src/metrics/estimates/estimate-keeper.js';
import { Summariser } from '../../src/metrics/summaries/summariser.js';
import { ActiveModel, ModelRegistry } from '../../src/models/index.js';
import { testConfig } from '../support/config.js';
import { createDatabase } from '../support/database.js';
import { type Answer, TestService } from '../support/service.js';
import { expectRecountedGauges } from './recounting/recounted-gauges.js';

const HOUR_MS = 3_600_000;
/** Another one at each run; PROPERTY_SEED repeats one. */
const SEED = Number(process.env['PROPERTY_SEED'] ?? randomInt(2 ** 31));

/** Tables that are written in the middle of storing predictions and labels, and of summarising them. */
const LOG_TABLES = ['prediction_key', 'prediction', 'prediction_unsummarised', 'label', 'label_change'] as const;
const SUMMARY_TABLES = ['prediction_hour', 'prediction_minute', 'outcome_hour'] as const;
type Table = (typeof LOG_TABLES | typeof SUMMARY_TABLES)[number];

type Step =
  | { kind: 'predict'; ids: number[] }
  | { kind: 'label'; ids: number[]; actual: boolean }
  | { kind: 'traffic'; amounts: number[] }
  | { kind: 'advance'; seconds: number }
  | { kind: 'swap' }
  | { kind: 'compare' }
  | { kind: 'restart' }
  | { kind: 'kill'; table: Table; ids: number[]; actual: boolean };

/** By id: refunds, edges of segments and what is beside them, and amounts that the model calls fraud. */
const AMOUNTS = [-50.25, 0, 99.99, 100, 100.01, 499.99, 500, 500.01, 650, 777.77, 900, 999];
/** Few, so that repeats, corrections and labels ahead of their prediction are common. */
const ids = fc.uniqueArray(fc.integer({ min: 0, max: AMOUNTS.length - 1 }), { minLength: 1, maxLength: 8 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('predict' as const), ids }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('label' as const), ids, actual: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('traffic' as const),
      amounts: fc.array(fc.integer({ min: -100, max: 1_500 }), { minLength: 30, maxLength: 60 }),
    }),
  },
  // Up to an hour and a half: windows are of two and three hours.
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), seconds: fc.integer({ min: 1, max: 5_400 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'swap' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'compare' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('kill' as const),
      table: fc.constantFrom(...LOG_TABLES, ...SUMMARY_TABLES),
      ids,
      actual: fc.boolean(),
    }),
  },
);

const config = testConfig({
  windows: { performance: '3h', features: '2h', minimum_labels: 5 },
  segments: [{ feature: 'channel' }, { feature: 'amount', edges: [100, 500] }],
  drift: { minimum_rows: 50, cycle: '1h', window: '3h' },
  estimation: { expected_positives: 10 },
});

let databaseUrl: string;
let observer: TestService;
let replicas: TestService[];
beforeAll(async () => {
  databaseUrl = await createDatabase();
  observer = await TestService.start({ databaseUrl, config });
  await registerSecondVersion();
  replicas = [await start(0), await start(1)];
});
afterAll(() => Promise.all([observer, ...replicas].map((service) => service.stop())));

const spread = (standardDeviation: number, fraction: number) => ({ standardDeviation, fraction });

/** The same forest with another reference: estimates from four predictions on, by a calibration and limits that show. */
async function registerSecondVersion(): Promise<void> {
  const registry = observer.application.get(ModelRegistry, { strict: false });
  const { version: _version, createdAt: _createdAt, artefactBytes: _bytes, ...model } = await registry.get('v1');
  const reference = (await registry.reference('v1'))!;
  const estimator = {
    chunkRows: 4,
    decisionThreshold: config.decisionThreshold,
    calibrator: { scores: [0.05, 0.5, 0.95], probabilities: [0.01, 0.3, 0.9] },
    metrics: {
      accuracy: { limits: { kind: 'limits' as const, lower: 0.8, upper: 0.95 }, samplingError: spread(0.3, 1) },
      precision: { limits: { kind: 'limits' as const, lower: 0.5, upper: 0.8 }, samplingError: spread(0.4, 0.3) },
      recall: { limits: { kind: 'blind' as const }, samplingError: spread(0.5, 0.2) },
      f1: { limits: { kind: 'limits' as const, lower: 0.4, upper: 0.7 }, samplingError: spread(0.4, 0.4) },
      rocAuc: { limits: { kind: 'blind' as const }, samplingError: spread(0.1, 0.2) },
    },
  };
  const artefact = await registry.artefact('v1');
  await registry.register({ ...model, artefact, reference: { ...reference, estimator } });
}

/** A replica whose connections the server tells from those of the other. */
function start(place: number): Promise<TestService> {
  const url = `${databaseUrl}?application_name=${nameOf(place)}`;
  return TestService.start({ databaseUrl: url, config, clock: observer.clock, history: 0 });
}

const nameOf = (place: number): string => `replica-${place}`;

/** The features follow from the id, so that a repeat is a repeat and no conflict. */
function predict(replica: TestService, run: number, numbers: readonly number[]): Promise<Answer> {
  const transactions = numbers.map((id) => ({
    transaction_id: `run-${run}-${id}`,
    features: {
      amount: AMOUNTS[id],
      channel: id % 7 === 6 ? 'fax' : id % 3 ? 'online' : 'chip',
      card_present: id % 3 === 0,
      account_age_days: id % 5 ? id : null,
    },
  }));
  return replica.post('/predict/batch', { transactions });
}

/** Predictions that nobody labels, and that nobody repeats. */
function drive(replica: TestService, amounts: readonly number[]): Promise<Answer> {
  const transactions = amounts.map((amount, place) => ({
    features: {
      amount,
      channel: place % 2 ? 'online' : 'chip',
      card_present: place % 2 === 0,
      account_age_days: place % 9 ? amount % 400 : null,
    },
  }));
  return replica.post('/predict/batch', { transactions });
}

async function swap(replica: TestService): Promise<void> {
  const active = replica.application.get(ActiveModel, { strict: false }).current().version;
  const other = active === 'v1' ? 'v2' : 'v1';
  const { status } = await replica.post(`/admin/models/${other}/activate`, { reason: 'to have two' });
  expect(status).toBe(200);
  for (const { application } of replicas) await application.get(ActiveModel, { strict: false }).refresh();
}

function label(replica: TestService, run: number, numbers: readonly number[], actual_fraud: boolean): Promise<Answer> {
  const labels = numbers.map((id) => ({ transaction_id: `run-${run}-${id}`, actual_fraud }));
  return replica.post('/feedback/batch', { labels });
}

async function take(current: Step, place: number, run: number): Promise<void> {
  const replica = replicas[place];
  switch (current.kind) {
    case 'predict':
      expect((await predict(replica, run, current.ids)).status).toBe(200);
      break;
    case 'label':
      expect((await label(replica, run, current.ids, current.actual)).status).toBe(200);
      break;
    case 'traffic':
      expect((await drive(replica, current.amounts)).status).toBe(200);
      break;
    case 'advance':
      replica.clock.advance(current.seconds * 1_000);
      break;
    case 'swap':
      await swap(replica);
      break;
    case 'compare':
      await catchUp(replica);
      await replica.application.get(EstimateKeeper, { strict: false }).update();
      break;
    case 'restart':
      await replica.stop();
      replicas[place] = await start(place);
      break;
    case 'kill':
      await kill(current, place, run);
      break;
  }
}

/**
 * What the store sees of a kill -9: all connections of a replica end while it waits to write to `table`, in the middle
 * of storing or of summarising.
 */
async function kill(
  { table, ids: numbers, actual }: Step & { kind: 'kill' },
  place: number,
  run: number,
): Promise<void> {
  const replica = replicas[place];
  const isSummary = SUMMARY_TABLES.some((name) => name === table);
  const write = () => Promise.allSettled([predict(replica, run, numbers), label(replica, run, numbers, actual)]);
  if (isSummary) await write();
  const blocker = observer.dataSource.createQueryRunner();
  await blocker.startTransaction();
  await blocker.query(`LOCK TABLE ${table} IN SHARE MODE`);
  const state = { done: false };
  const work = (isSummary ? Promise.allSettled([catchUp(replica)]) : write()).finally(() => (state.done = true));
  while (!state.done && !(await waits(place))) await Promise.resolve();
  await observer.dataSource.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [nameOf(place)],
  );
  await blocker.rollbackTransaction();
  await blocker.release();
  await work;
  await replica.stop();
  replicas[place] = await start(place);
}

function catchUp({ application }: TestService): Promise<void> {
  return application.get(Summariser, { strict: false }).catchUp();
}

async function waits(place: number): Promise<boolean> {
  const waiting = await observer.dataSource.query(
    `SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = $1 AND wait_event_type = 'Lock'`,
    [nameOf(place)],
  );
  return waiting.length > 0;
}

/** Labels that came before their prediction are joined after the answer. */
async function joined(): Promise<void> {
  const left = 'SELECT FROM pending_label JOIN prediction_key USING (transaction_id)';
  await expect.poll(async () => (await observer.dataSource.query(left)).length).toBe(0);
}

it(`after each of any predictions, labels, corrections, early labels, repeats, swaps of the model, restarts and kills on two replicas, every figure is what a recount gives (PROPERTY_SEED=${SEED})`, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
      run += 1;
      for (const [turn, current] of steps.entries()) {
        await take(current, turn % 2, run);
        await joined();
        await expectRecountedGauges(replicas, config);
      }
    }),
    { numRuns: 20, endOnFailure: true, seed: SEED },
  );
}, 600_000);

it('a correction hours later changes the hour of the prediction, and no other', async () => {
  const [replica] = replicas;
  replica.clock.advance(25 * HOUR_MS);
  await predict(replica, 999, [1]);
  const scoredIn = new Date(Math.floor(replica.clock.now() / HOUR_MS) * HOUR_MS);
  replica.clock.advance(5 * HOUR_MS);
  const outcomes = async (): Promise<unknown> => {
    await catchUp(replica);
    await replica.metric('ml_model_active');
    return replica.dataSource.query(
      `SELECT hour, tp + fn AS positives, fp + tn AS negatives FROM outcome_hour WHERE hour >= $1 AND segment = ''`,
      [scoredIn],
    );
  };
  await label(replica, 999, [1], true);
  expect(await outcomes()).toEqual([{ hour: scoredIn, positives: '1', negatives: '0' }]);
  await label(replica, 999, [1], false);
  expect(await outcomes()).toEqual([{ hour: scoredIn, positives: '0', negatives: '1' }]);
});
