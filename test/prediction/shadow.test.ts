import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PredictionRetention } from '../../src/prediction/prediction-retention.js';
import { ShadowModel } from '../../src/models/index.js';
import { ShadowScoring } from '../../src/prediction/shadow/shadow-scoring.js';
import {
  challenger,
  copyOf,
  deploy,
  label,
  probation,
  PROBATION_CONFIG,
  score,
  turn,
} from '../retraining/probation/challengers.js';
import { createDatabase } from '../support/database.js';
import { FEATURES } from '../support/config.js';
import { TestService } from '../support/service.js';

const reason = 'the test says so';
const DAY_MS = 86_400_000;

let service: TestService;
let other: TestService;
beforeAll(async () => {
  const databaseUrl = await createDatabase();
  service = await TestService.start({ config: PROBATION_CONFIG, databaseUrl });
  other = await TestService.start({ config: PROBATION_CONFIG, databaseUrl, history: 0, clock: service.clock });
});
afterAll(() => Promise.all([service.stop(), other.stop()]));

const written = async (): Promise<number> =>
  (await service.metric('ml_shadow_predictions_total'))['{outcome="written"}'];
const scores = (id: string): Promise<any[]> =>
  service.dataSource.query('SELECT * FROM shadow_score WHERE transaction_id = $1', [id]);
const drained = (): Promise<void> => service.application.get(ShadowScoring, { strict: false }).drain();

describe('a shadow chosen by hand', () => {
  it('is known to every replica, and compared with the active version on the same requests', async () => {
    expect((await service.get('/shadow')).body).toMatchObject({ active: 'v1', shadow: null });
    await challenger(service, 'confused');
    expect((await service.post('/admin/models/v2/shadow', { reason })).body).toEqual({ shadow: 'v2' });
    const shadowOfOther = (): string | undefined =>
      other.application.get(ShadowModel, { strict: false }).peek()?.version;
    await expect.poll(shadowOfOther).toBe('v2');

    await score(service, 0, 120);
    await label(service, 0, 120);
    const { body } = await service.get('/shadow');
    expect(body).toMatchObject({
      active: 'v1',
      shadow: { model_version: 'v2', actor: 'admin API', reason },
      requests: 120,
      labelled: { labels: 120 },
    });
    const rows = await service.dataSource.query(
      `SELECT avg(s.positive::int)::float8 AS shadow, avg(p.positive::int)::float8 AS active,
         avg((s.positive = l.actual)::int)::float8 AS "shadowRight", avg((p.positive = l.actual)::int)::float8 AS "activeRight"
       FROM shadow_score s JOIN prediction p USING (scored_at, transaction_id) JOIN label l USING (scored_at, transaction_id)`,
    );
    expect(body.alert_rate.active.value).toBeCloseTo(rows[0].active, 12);
    expect(body.alert_rate.shadow.value).toBeCloseTo(rows[0].shadow, 12);
    expect(body.labelled.active.accuracy.value).toBeCloseTo(rows[0].activeRight, 12);
    expect(body.labelled.shadow.accuracy.value).toBeCloseTo(rows[0].shadowRight, 12);
    expect(body.labelled.average_precision_difference.interval.lower).toBeGreaterThan(0);
  });

  it('does not answer, and scores a transaction once: a repeat is no new request', async () => {
    const body = { transaction_id: 'once', features: FEATURES };
    const first = await service.post('/predict', body);
    await drained();
    const before = await written();
    expect((await service.post('/predict', body)).body.model_version).toBe('v1');
    await drained();
    expect(await written()).toBe(before);
    const [row, ...more] = await scores('once');
    expect([more, row.model_version, row.answered_by, row.answered_score]).toEqual([
      [],
      'v2',
      'v1',
      first.body.probability,
    ]);
  });

  it('that the store can not take is dropped and counted, and no request notices', async () => {
    await service.dataSource.query('ALTER TABLE shadow_score RENAME TO shadow_score_away');
    expect((await service.post('/predict', { transaction_id: 'lost', features: FEATURES })).status).toBe(200);
    await drained();
    await service.dataSource.query('ALTER TABLE shadow_score_away RENAME TO shadow_score');
    expect((await service.metric('ml_shadow_predictions_total'))['{outcome="dropped"}']).toBe(1);
    expect(await scores('lost')).toEqual([]);
  });

  it('past the bound of its queue is dropped and counted', async () => {
    const batch = (first: number): Promise<unknown> =>
      service.post('/predict/batch', {
        transactions: Array.from({ length: 10_000 }, (_, place) => ({
          transaction_id: `many-${first + place}`,
          features: FEATURES,
        })),
      });
    const scoring: any = service.application.get(ShadowScoring, { strict: false });
    const workOff = scoring.workOff.bind(scoring);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    scoring.workOff = () => held.then(workOff);
    for (const first of [0, 10_000, 20_000]) await batch(first);
    expect(await service.metric('ml_shadow_queue_rows')).toEqual({ '': 20_000 });
    expect((await service.metric('ml_shadow_predictions_total'))['{outcome="dropped"}']).toBe(10_001);
    delete scoring.workOff;
    release();
    await drained();
    expect(await service.metric('ml_shadow_queue_rows')).toEqual({ '': 0 });
  });

  it('stops when asked to', async () => {
    expect((await service.post('/admin/shadow/stop', { reason })).body).toEqual({ shadow: null });
    const before = await written();
    await service.post('/predict', { features: FEATURES });
    await drained();
    expect(await written()).toBe(before);
    expect((await service.post('/admin/shadow/stop', { reason })).status).toBe(409);
  });
});

describe('is refused', () => {
  it.each([
    ['/admin/models/v1/shadow', { reason }, 409, 'v1 is the active version'],
    ['/admin/models/v99/shadow', { reason }, 404, 'there is no model version v99'],
    ['/admin/models/latest/shadow', { reason }, 404, 'versions are v1, v2'],
    ['/admin/models/v2/shadow', {}, 400, undefined],
  ])('%s with %o is %i', async (url, body, status, detail) => {
    const answer = await service.post(url, body);
    expect(answer.status).toBe(status);
    if (detail !== undefined) expect(answer.body.detail).toContain(detail);
  });

  it('of another feature list, whose rows it could not read', async () => {
    const version = await copyOf(service, 'v1');
    await service.dataSource.query(
      `WITH made AS (
         INSERT INTO feature_schema (fingerprint, features, created_at) SELECT 'another', features, created_at FROM feature_schema LIMIT 1
         RETURNING version
       ) UPDATE model_version SET schema_version = (SELECT version FROM made) WHERE version = $1`,
      [version],
    );
    const { status, body } = await service.post(`/admin/models/${version}/shadow`, { reason });
    expect([status, body.detail]).toEqual([409, expect.stringContaining('another feature list')]);
    await deploy(service, version);
    await turn(service);
    expect((await probation(service)).current).toBeNull();
    await service.post('/admin/rollback', { to: 'v1', reason });
  });

  it('while a version is on probation: the former champion is the shadow then', async () => {
    await deploy(service, await copyOf(service, 'v1'));
    await turn(service);
    const answer = await service.post('/admin/models/v2/shadow', { reason });
    expect([answer.status, answer.body.detail]).toEqual([409, expect.stringMatching(/on probation until .* is v1/)]);
    expect((await service.post('/admin/shadow/stop', { reason })).status).toBe(409);
  });
});

it('what it said is forgotten with the predictions', async () => {
  service.clock.advance(PROBATION_CONFIG.retention.predictions + 8 * DAY_MS);
  await service.application.get(PredictionRetention, { strict: false }).apply();
  expect(await service.dataSource.query('SELECT count(*)::int AS rows FROM shadow_score')).toEqual([{ rows: 0 }]);
  expect(await service.dataSource.query('SELECT count(*)::int AS rows FROM scoring_minute')).toEqual([{ rows: 0 }]);
});
