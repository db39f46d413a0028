import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES, testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

/** [what is wrong, the body of POST /predict, the field that the problem must name, words of its detail] */
const REFUSED: [string, unknown, string, RegExp][] = [
  [
    'an unknown feature',
    { features: { ...FEATURES, colour: 'red' } },
    'features.colour',
    /no feature of the model, which takes amount/,
  ],
  ['a missing required feature', { features: { ...FEATURES, amount: undefined } }, 'features.amount', /required/],
  ['null for a required feature', { features: { ...FEATURES, amount: null } }, 'features.amount', /required/],
  [
    'a text for a number',
    { features: { ...FEATURES, amount: '12' } },
    'features.amount',
    /must be a number, got the text "12"/,
  ],
  ['the text NaN', { features: { ...FEATURES, amount: 'NaN' } }, 'features.amount', /must be a number/],
  ['a number for a boolean', { features: { ...FEATURES, card_present: 1 } }, 'features.card_present', /true or false/],
  [
    'a list for a category',
    { features: { ...FEATURES, channel: ['chip'] } },
    'features.channel',
    /must be a text, got a list/,
  ],
  ['a NUL in a category', { features: { ...FEATURES, channel: 'a\u0000b' } }, 'features.channel', /control characters/],
  [
    'half a surrogate pair in a category',
    { features: { ...FEATURES, channel: '\ud800' } },
    'features.channel',
    /surrogates/,
  ],
  [
    'a category of 300 letters',
    { features: { ...FEATURES, channel: 'x'.repeat(300) } },
    'features.channel',
    /at most 256/,
  ],
  ['no features', { transaction_id: 'a' }, 'features', /must be an object/],
  ['a list of features', { features: [1, 2] }, 'features', /must be an object/],
  ['an unknown key', { features: FEATURES, amount: 3 }, 'amount', /model inputs go into "features"/],
  ['an empty id', { transaction_id: '', features: FEATURES }, 'transaction_id', /empty/],
  [
    'an id of 10,000 letters',
    { transaction_id: 'x'.repeat(10_000), features: FEATURES },
    'transaction_id',
    /at most 200.*10000/,
  ],
  ['a number as id', { transaction_id: 7, features: FEATURES }, 'transaction_id', /must be a text/],
  ['a NUL in the id', { transaction_id: 'a\u0000', features: FEATURES }, 'transaction_id', /control characters/],
  ['a time without a zone', { timestamp: '2026-03-01T12:00:00', features: FEATURES }, 'timestamp', /ISO 8601/],
  ['a month that does not exist', { timestamp: '2026-13-01T12:00:00Z', features: FEATURES }, 'timestamp', /ISO 8601/],
  ['a day that does not exist', { timestamp: '2026-02-30T12:00:00Z', features: FEATURES }, 'timestamp', /ISO 8601/],
  ['a day without a time', { timestamp: '2026-02-03', features: FEATURES }, 'timestamp', /ISO 8601/],
  ['a time beyond 2200', { timestamp: '9999-01-01T00:00:00Z', features: FEATURES }, 'timestamp', /1900 to 2199/],
  ['a body that is a list', [], 'body', /must be an object/],
  ['a body that is null', 'null', 'body', /must be an object/],
];

describe('POST /predict refuses', () => {
  it.each(REFUSED)('%s', async (_, body, field, detail) => {
    const answer = await service.post('/predict', body);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      type: 'urn:homeostat:problem:invalid-input',
      title: 'Invalid input',
      status: 400,
    });
    expect(answer.body.request_id).toBe(answer.headers['x-request-id']);
    expect(answer.body.errors).toContainEqual({ field, detail: expect.stringMatching(detail) as string });
  });

  it('a number that is infinite once parsed', async () => {
    const answer = await service.post('/predict', '{"features": {"amount": 1e999, "card_present": true}}');
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field: 'features.amount', detail: 'must be a finite number' }]);
  });

  it('every bad field at once', async () => {
    const answer = await service.post('/predict', { transaction_id: 1, features: { amount: 'a', card_present: 'b' } });
    const fields = answer.body.errors.map((error: { field: string }) => error.field);
    expect(fields).toEqual(['transaction_id', 'features.amount', 'features.card_present']);
  });

  it.each([
    ['broken JSON', '{"features": ', 'application/json', 400, 'body'],
    ['NaN, which is no JSON', '{"features": {"amount": NaN}}', 'application/json', 400, 'body'],
    ['an empty body', '', 'application/json', 400, 'body'],
    ['another content type', 'amount=12', 'application/x-www-form-urlencoded', 415, 'content-type'],
    ['plain text', JSON.stringify({ features: FEATURES }), 'text/plain', 415, 'content-type'],
    [
      'a body of 10 MB',
      JSON.stringify({ features: { amount: 'x'.repeat(10_000_000) } }),
      'application/json',
      413,
      'body',
    ],
    [
      'a key that would reach the prototype',
      '{"features": {"__proto__": {"amount": 1}}}',
      'application/json',
      400,
      'body',
    ],
  ])('%s', async (_, body, type, status, field) => {
    const answer = await service.post('/predict', body, { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body.errors[0].field).toBe(field);
  });

  it('nothing into the log of predictions', async () => {
    const [{ count }] = await service.dataSource.query('SELECT count(*)::int FROM prediction');
    expect(count).toBe(0);
  });
});

describe('POST /predict/batch refuses', () => {
  it('all rows for one bad row, which it names', async () => {
    const answer = await service.post('/predict/batch', {
      transactions: [{ transaction_id: 'good', features: FEATURES }, { features: { ...FEATURES, amount: 'a' } }],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { field: 'transactions[1].features.amount', detail: 'must be a number, got the text "a"' },
    ]);
    expect((await service.get('/predictions/good')).status).toBe(404);
  });

  it('an id that is in it twice', async () => {
    const twin = { transaction_id: 'twin', features: FEATURES };
    const answer = await service.post('/predict/batch', { transactions: [twin, { features: FEATURES }, twin] });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { field: 'transactions[2].transaction_id', detail: 'is the same as that of transactions[0]' },
    ]);
  });

  it.each([
    ['no rows', { transactions: [] }],
    ['10,001 rows', { transactions: Array.from({ length: 10_001 }, () => ({})) }],
    ['no list', { transactions: 'all of them' }],
    ['nothing', {}],
  ])('%s', async (_, body) => {
    const answer = await service.post('/predict/batch', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { field: 'transactions', detail: expect.stringContaining('1 to 10000') as string },
    ]);
  });

  it('at most 50 problems at a time', async () => {
    const transactions = Array.from({ length: 200 }, () => ({ features: { ...FEATURES, amount: 'a' } }));
    expect((await service.post('/predict/batch', { transactions })).body.errors).toHaveLength(50);
  });
});

describe('a value outside its declared range', () => {
  it('is scored and counted where the policy is accept', async () => {
    expect((await service.post('/predict', { features: { ...FEATURES, amount: 10_001 } })).status).toBe(200);
    expect(await service.metric('ml_feature_out_of_range_total')).toMatchObject({ '{feature_name="amount"}': 1 });
  });

  it('is refused, with its range, where the policy is refuse', async () => {
    const strict = await TestService.start({
      config: testConfig({ prediction: { out_of_range: 'refuse', unseen_categories: 'refuse' } }),
    });
    const answer = await strict.post('/predict', { features: { ...FEATURES, amount: -1, channel: 'fax' } });
    expect(answer.body.errors).toEqual([
      { field: 'features.amount', detail: 'must lie from 0 to 10000, got -1' },
      { field: 'features.channel', detail: 'must be one of chip, online, got the text "fax"' },
    ]);
    await strict.stop();
  });
});

describe('what the caller got wrong', () => {
  it('is counted as a type of its own', async () => {
    const errors = await service.metric('ml_prediction_errors_total');
    expect(errors['{error_type="invalid_input"}']).toBeGreaterThan(20);
    expect(errors).toMatchObject({ '{error_type="internal"}': 0, '{error_type="unavailable"}': 0 });
  });

  it.each([
    ['/predict', 'no JSON', '{"features":', {}, 400],
    ['/predict/batch', 'no JSON', '[1,', {}, 400],
    ['/predict', 'another media type', '<x/>', { 'content-type': 'text/xml' }, 415],
    ['/predict', 'two megabytes', JSON.stringify({ features: 'x'.repeat(2 * 1024 * 1024) }), {}, 413],
  ])('on %s is counted once for %s, which the server refuses', async (url, _, body, headers, status) => {
    const invalid = async () => (await service.metric('ml_prediction_errors_total'))['{error_type="invalid_input"}'];
    const before = await invalid();
    expect((await service.post(url, body, headers)).status).toBe(status);
    expect(await invalid()).toBe(before + 1);
  });

  it('counts no label that the server refuses', async () => {
    const before = await service.metric('ml_prediction_errors_total');
    expect((await service.post('/feedback', '{')).status).toBe(400);
    expect(await service.metric('ml_prediction_errors_total')).toEqual(before);
  });

  it('never shows as a 5xx', async () => {
    const statuses = Object.keys(await service.metric('http_requests_total'));
    expect(statuses.filter((labels) => labels.includes('status="5'))).toEqual([]);
  });
});

describe('an address that can not be', () => {
  it.each([
    ['/predictions/%00', 400, 'transaction_id'],
    ['/predictions/%ff', 400, 'url'],
    [`/predictions/${'x'.repeat(300)}`, 414, 'url'],
    ['/models/%00', 404, undefined],
    ['/models/latest', 404, undefined],
  ])('%s is a problem document', async (url, status, field) => {
    const answer = await service.get(url);
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([status, field]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });
});

describe('an address that is not there', () => {
  it('is a problem document, under one route label', async () => {
    const answer = await service.get('/nowhere/at/all');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({
      type: 'urn:homeostat:problem:not-found',
      detail: 'there is no GET /nowhere/at/all',
    });
    expect(Object.keys(await service.metric('http_requests_total'))).toContain(
      '{method="GET",route="unmatched",status="404"}',
    );
  });
});
