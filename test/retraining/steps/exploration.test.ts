import { afterAll, beforeAll, expect, it } from 'vitest';
import { RowReader } from '../../../src/retraining/rows/row-reader.js';
import { testConfig } from '../../support/config.js';
import { TestService } from '../../support/service.js';
import { traffic } from './traffic.js';

const SHARE = 0.25;
/** Nobody learns the truth of what was blocked, but of some. */
const config = testConfig({ decision_threshold: 0.01, retraining: { exploration_share: SHARE } });

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ config });
});
afterAll(() => service.stop());

interface Stored {
  positive: boolean;
  share: number | null;
  score: number;
}

it('lets a share of the would-be positives through, marks them and says so', async () => {
  const transactions = Array.from({ length: 800 }, (_, k) => ({
    transaction_id: `online-${k}`,
    features: { amount: 900, channel: 'online', card_present: false, account_age_days: k },
  }));
  const { body } = await service.post('/predict/batch', { transactions });
  const explored = body.predictions.filter((answer: { explored?: boolean }) => answer.explored);
  // Binomial of 800 and 0.25: 12 is its standard deviation.
  expect(explored.length).toBeGreaterThan(200 - 8 * 12);
  expect(explored.length).toBeLessThan(200 + 8 * 12);
  for (const answer of explored) expect([answer.prediction, answer.label]).toEqual([0, 'legitimate']);
  const [{ transaction_id: id }] = explored;
  expect((await service.get(`/predictions/${id}`)).body).toMatchObject({ prediction: 0, explored: true });
  const again = await service.post(
    '/predict',
    transactions.find(({ transaction_id }) => transaction_id === id),
  );
  expect(again.body.explored).toBe(true);
  const rows: Stored[] = await service.dataSource.query(
    'SELECT positive, exploration_share AS share, score FROM prediction',
  );
  expect(rows.filter(({ positive }) => !positive)).toHaveLength(explored.length);
  expect(rows.every(({ share, score }) => (score >= 0.01 ? share === SHARE : share === null))).toBe(true);
});

it('those let through stand for all that were past the threshold, blocked ones for nothing', async () => {
  await traffic(service, 900, () => true);
  const rows: Stored[] = await service.dataSource.query(
    `SELECT p.positive, p.exploration_share AS share, p.score FROM prediction p JOIN label l USING (scored_at, transaction_id)`,
  );
  const reader = service.application.get(RowReader, { strict: false });
  const { set, sources } = await reader.read(reader.bounds(), 500, new AbortController().signal);
  const blocked = rows.filter(({ positive }) => positive).length;
  const explored = rows.filter(({ positive, share }) => !positive && share !== null).length;
  const below = rows.length - blocked - explored;
  expect([sources.predictions, sources.notExplored]).toEqual([explored + below, blocked]);
  const { weights } = set;
  const total = weights!.reduce((sum, weight) => sum + weight, 0);
  expect(total).toBeCloseTo(400 + below + explored / SHARE, 6);
});

it('off, nothing is weighed', async () => {
  const plain = await TestService.start();
  const reader = plain.application.get(RowReader, { strict: false });
  const { set } = await reader.read(reader.bounds(), 500, new AbortController().signal);
  expect(set).not.toHaveProperty('weights');
  await plain.stop();
});
