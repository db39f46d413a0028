import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../support/config.js';
import { TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
  await service.post('/predict/batch', {
    transactions: ['a', 'b', 'c', 'd', 'ahead'].map((transaction_id) => ({ transaction_id, features: FEATURES })),
  });
});
afterAll(() => service.stop());

const label = (transaction_id: string, actual_fraud: boolean) =>
  service.post('/feedback', { transaction_id, actual_fraud });

describe('POST /feedback', () => {
  it('records the first label, leaves a repeat unchanged, and keeps what a correction replaced', async () => {
    expect((await label('a', true)).body).toEqual({ status: 'recorded', transaction_id: 'a' });
    expect((await label('a', true)).body.status).toBe('unchanged');
    service.clock.advance(1_000);
    expect((await label('a', false)).body.status).toBe('corrected');
    const { feedback } = (await service.get('/predictions/a')).body;
    expect(feedback.actual_fraud).toBe(false);
    expect(feedback.corrections.map((old: { actual_fraud: boolean }) => old.actual_fraud)).toEqual([true]);
  });

  it('keeps the time at which the truth became known', async () => {
    await service.post('/feedback', { transaction_id: 'b', actual_fraud: false, labelled_at: '2026-03-02T10:00:00Z' });
    expect((await service.get('/predictions/b')).body.feedback.labelled_at).toBe('2026-03-02T10:00:00.000Z');
  });

  it('takes the time of a clock that is a few minutes ahead', async () => {
    const ahead = new Date(service.clock.now() + 4 * 60_000).toISOString();
    const { status } = await service.post('/feedback', {
      transaction_id: 'ahead',
      actual_fraud: false,
      labelled_at: ahead,
    });
    expect(status).toBe(200);
  });

  it('sent 20 times at once records once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => label('c', true)));
    const statuses = answers.map(({ body }) => body.status as string).sort();
    expect(statuses).toEqual(['recorded', ...Array<string>(19).fill('unchanged')]);
  });
});

describe('a label that comes before its prediction', () => {
  it('is accepted, and joined when the prediction arrives', async () => {
    const early = await label('early', true);
    expect(early.status).toBe(202);
    expect(early.body).toEqual({ status: 'pending', transaction_id: 'early' });
    await service.post('/predict', { transaction_id: 'early', features: FEATURES });
    await expect.poll(async () => (await service.get('/predictions/early')).body.feedback?.actual_fraud).toBe(true);
    expect((await label('early', true)).body.status).toBe('unchanged');
  });

  it('and was corrected before it keeps both', async () => {
    for (const actual of [true, true, false]) expect((await label('early-3', actual)).status).toBe(202);
    await service.post('/predict', { transaction_id: 'early-3', features: FEATURES });
    await expect
      .poll(async () => (await service.get('/predictions/early-3')).body.feedback)
      .toMatchObject({ actual_fraud: false, corrections: [{ actual_fraud: true }] });
  });

  it('counts as the older one when another label follows', async () => {
    await label('early-2', true);
    await service.post('/predict', { transaction_id: 'early-2', features: FEATURES });
    expect((await label('early-2', false)).body.status).toBe('corrected');
    expect((await service.get('/predictions/early-2')).body.feedback.actual_fraud).toBe(false);
  });

  it('is never lost, however label and prediction race', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => `race-${i}`);
    await Promise.all(
      ids.flatMap((id) => [label(id, true), service.post('/predict', { transaction_id: id, features: FEATURES })]),
    );
    await expect
      .poll(
        async () =>
          (await service.dataSource.query(`SELECT count(*)::int FROM label WHERE transaction_id LIKE 'race-%'`))[0]
            .count,
      )
      .toBe(200);
    expect(await service.dataSource.query(`SELECT * FROM pending_label WHERE transaction_id LIKE 'race-%'`)).toEqual(
      [],
    );
  });
});

describe('POST /feedback/batch', () => {
  it('counts by status', async () => {
    const labels = ['a', 'd', 'unheard-of'].map((transaction_id) => ({ transaction_id, actual_fraud: false }));
    const { status, body } = await service.post('/feedback/batch', { labels });
    expect(status).toBe(200);
    expect(body).toEqual({ recorded: 1, unchanged: 1, corrected: 0, pending: 1 });
  });

  it('does not deadlock when batches share ids in opposite order', async () => {
    const ids = Array.from({ length: 300 }, (_, i) => `shared-${i}`);
    await service.post('/predict/batch', {
      transactions: ids.map((transaction_id) => ({ transaction_id, features: FEATURES })),
    });
    const batch = (order: string[], actual_fraud: boolean) =>
      service.post('/feedback/batch', { labels: order.map((transaction_id) => ({ transaction_id, actual_fraud })) });
    const answers = await Promise.all([
      batch(ids, true),
      batch([...ids].reverse(), false),
      batch(ids, false),
      batch([...ids].reverse(), true),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

/** [what is wrong, the body, the field that the problem must name] */
const REFUSED: [string, string, unknown, string][] = [
  ['no id', '/feedback', { actual_fraud: true }, 'transaction_id'],
  [
    'an id of 10,000 letters',
    '/feedback',
    { transaction_id: 'x'.repeat(10_000), actual_fraud: true },
    'transaction_id',
  ],
  ['a NUL in the id', '/feedback', { transaction_id: 'a\u0000', actual_fraud: true }, 'transaction_id'],
  ['a text for the truth', '/feedback', { transaction_id: 'a', actual_fraud: 'yes' }, 'actual_fraud'],
  ['no truth', '/feedback', { transaction_id: 'a' }, 'actual_fraud'],
  [
    'a time that is none',
    '/feedback',
    { transaction_id: 'a', actual_fraud: true, labelled_at: 'yesterday' },
    'labelled_at',
  ],
  [
    'a time in the future',
    '/feedback',
    { transaction_id: 'a', actual_fraud: true, labelled_at: '2026-03-05T12:00:00Z' },
    'labelled_at',
  ],
  [
    'a time in the future in a batch',
    '/feedback/batch',
    {
      labels: [
        { transaction_id: 'a', actual_fraud: true },
        { transaction_id: 'b', actual_fraud: true, labelled_at: '2127-01-01T00:00:00Z' },
      ],
    },
    'labels[1].labelled_at',
  ],
  ['an unknown key', '/feedback', { transaction_id: 'a', actual_fraud: true, amount: 3 }, 'amount'],
  [
    'a bad row in a batch',
    '/feedback/batch',
    { labels: [{ transaction_id: 'a', actual_fraud: true }, { transaction_id: 'b' }] },
    'labels[1].actual_fraud',
  ],
  [
    'an id twice in a batch',
    '/feedback/batch',
    {
      labels: [
        { transaction_id: 'a', actual_fraud: true },
        { transaction_id: 'a', actual_fraud: false },
      ],
    },
    'labels[1].transaction_id',
  ],
  ['an empty batch', '/feedback/batch', { labels: [] }, 'labels'],
  ['a list in a batch', '/feedback/batch', { labels: [[{ transaction_id: 'a', actual_fraud: true }]] }, 'labels'],
];

describe('bad labels', () => {
  it.each(REFUSED)('%s: refused, naming the field', async (_, url, body, field) => {
    const answer = await service.post(url, body);
    expect(answer.status).toBe(400);
    expect(answer.body.type).toBe('urn:homeostat:problem:invalid-input');
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });
});
