import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readEnvironment } from '../../../src/config/index.js';
import { startService } from '../../../src/main.js';
import { AdminAudit } from '../../../src/platform/security/admin-audit.js';
import { testConfig } from '../../support/config.js';
import { TestService } from '../../support/service.js';

const KEY = 'a-key-of-many-characters';
const DAY_MS = 86_400_000;
const CALLS: [method: 'get' | 'post', url: string][] = [
  ['post', '/admin/retrain'],
  ['get', '/admin/retrains'],
  ['get', '/admin/retrains/1'],
  ['post', '/admin/retrains/1/cancel'],
  ['post', '/admin/rollback'],
  ['post', '/admin/models/v1/activate'],
  ['get', '/admin/audit'],
];

describe('with ADMIN_API_KEY', () => {
  let service: TestService;
  const audit = async (): Promise<any[]> =>
    (await service.get('/admin/audit', { authorization: `Bearer ${KEY}` })).body.calls;
  beforeAll(async () => {
    service = await TestService.start({ environment: readEnvironment({ ADMIN_API_KEY: KEY }) });
  });
  afterAll(() => service.stop());
  beforeEach(() => service.dataSource.query('DELETE FROM admin_audit'));

  it.each(CALLS)('%s %s is refused without the key, in a problem document, on record', async (method, url) => {
    const answer = method === 'get' ? await service.get(url) : await service.post(url, { reason: 'because' });
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('application/problem+json'),
      'www-authenticate': 'Bearer realm="homeostat"',
    });
    expect(answer.body).toMatchObject({ type: 'urn:homeostat:problem:unauthorized', status: 401 });
    expect(await audit()).toEqual([
      expect.objectContaining({
        method: method.toUpperCase(),
        path: url,
        authentication: 'refused',
        status: 401,
        body: null,
      }),
    ]);
    // A refused call must not fill the next test's minute.
    service.clock.advance(60_000);
  });

  it.each([
    ['another key', `Bearer ${KEY.replace('a', 'b')}`],
    ['a part of the key', `Bearer ${KEY.slice(0, -1)}`],
    ['more than the key', `Bearer ${KEY}x`],
    ['another scheme', `Basic ${KEY}`],
    ['the bare key', KEY],
    ['nothing behind Bearer', 'Bearer '],
  ])('%s is refused', async (_, authorization) => {
    expect((await service.get('/admin/audit', { authorization })).status).toBe(401);
    service.clock.advance(60_000);
  });

  it('scoring and reading ask for no key', async () => {
    for (const url of ['/health', '/metrics', '/models', '/performance']) {
      expect((await service.get(url)).status).toBe(200);
    }
  });

  it('who did what is on record with the status it was answered with, and without secrets', async () => {
    const headers = { authorization: `Bearer ${KEY}`, 'x-actor': 'ada' };
    await service.post('/admin/models/v9/activate', { reason: 'to see' }, headers);
    await service.post('/admin/rollback?x=1', { reason: 'x', api_key: 'abc', deep: [{ Password: 'abc' }] }, headers);
    expect(await audit()).toEqual([
      expect.objectContaining({
        path: '/admin/rollback',
        status: 400,
        body: { reason: 'x', api_key: 'kept secret', deep: [{ Password: 'kept secret' }] },
      }),
      {
        called_at: new Date(service.clock.now()).toISOString(),
        actor: 'ada',
        authentication: 'key',
        address: '127.0.0.1',
        method: 'POST',
        path: '/admin/models/v9/activate',
        body: { reason: 'to see' },
        status: 404,
      },
    ]);
  });

  it.each([
    ['a NUL', { reason: 'a\0b' }],
    ['half a character', { reason: '\ud800' }],
    ['a long text', { reason: 'x'.repeat(100_000) }],
    ['deep nesting', `{"reason": ${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
  ])('a body with %s is refused, not an error, and on record', async (_, body) => {
    const answer = await service.post('/admin/rollback', body, { authorization: `Bearer ${KEY}` });
    expect(answer.status).toBe(400);
    expect(await audit()).toHaveLength(1);
  });

  it('an actor that is no plain text is not taken over', async () => {
    const headers = { authorization: `Bearer ${KEY}`, 'x-actor': 'x'.repeat(101) };
    await service.post('/admin/rollback', { reason: 'x' }, headers);
    expect((await audit())[0].actor).toBe('admin API');
  });

  it('refused calls beyond 60 a minute are not on record', async () => {
    service.clock.advance(60_000);
    for (let call = 0; call < 70; call += 1) await service.get('/admin/audit');
    expect(await audit()).toHaveLength(60);
    service.clock.advance(60_000);
    await service.get('/admin/audit');
    expect(await audit()).toHaveLength(61);
  });

  it('reads bounded lists, and forgets after a year', async () => {
    const headers = { authorization: `Bearer ${KEY}` };
    for (const limit of ['0', '1001', 'x']) {
      const { status, body } = await service.get(`/admin/audit?limit=${limit}`, headers);
      expect([status, body.errors[0].field]).toEqual([400, 'limit']);
    }
    await service.post('/admin/rollback', { reason: 'x' }, headers);
    await service.post('/admin/rollback', { reason: 'x' }, headers);
    expect((await service.get('/admin/audit?limit=1', headers)).body.calls).toHaveLength(1);
    await service.application.get(AdminAudit, { strict: false }).forget();
    expect(await audit()).toHaveLength(2);
    service.clock.advance(367 * DAY_MS);
    await service.application.get(AdminAudit, { strict: false }).forget();
    expect(await audit()).toEqual([]);
  });
});

describe('without ADMIN_API_KEY', () => {
  it('calls by a loopback name are let in, others are refused', async () => {
    const service = await TestService.start({ history: 0 });
    for (const host of ['localhost', '127.0.0.1:8000', '[::1]:8000'])
      expect((await service.get('/admin/retrains', { host })).status).toBe(200);
    for (const host of ['example.com', '127.0.0.1.example.com', '10.0.0.1:8000'])
      expect((await service.get('/admin/retrains', { host })).status).toBe(401);
    await service.stop();
  });

  it.each(['0.0.0.0', '10.1.2.3', '::', 'example.com'])('the service refuses to start on %s', async (host) => {
    const start = startService(
      testConfig(),
      readEnvironment({ HOST: host, DATABASE_URL: 'postgres://nowhere.invalid/x' }),
    );
    await expect(start).rejects.toBeInstanceOf(ConfigError);
    await expect(start).rejects.toThrow(/ADMIN_API_KEY/);
  });

  it.each(['short', 'with spaces in the key', 'schlüssel-mit-umlaut'])('ADMIN_API_KEY=%j is refused', (key) => {
    expect(() => readEnvironment({ ADMIN_API_KEY: key })).toThrow(/ADMIN_API_KEY/);
  });
});
