import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isDatabaseAway } from '../../src/platform/database/database-away.js';
import { joinEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { FEATURES } from '../support/config.js';
import { type Answer, TestService } from '../support/service.js';

const REASON = { reason: 'the test asks' };
/** What each route that takes a body is sent. */
const BODIES: Record<string, object> = {
  '/predict': { features: FEATURES },
  '/predict/batch': { transactions: [{ features: FEATURES }] },
  '/feedback': { transaction_id: 'a', actual_fraud: true },
  '/feedback/batch': { labels: [{ transaction_id: 'a', actual_fraud: true }] },
  '/alerts/webhook': {
    version: '4',
    status: 'firing',
    groupKey: 'g',
    receiver: 'homeostat',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'ModelAccuracyLow' },
        annotations: {},
        startsAt: '2026-03-04T12:00:00Z',
        fingerprint: 'f',
      },
    ],
  },
};
/** Routes that need no database. */
const NEED_NONE = /^\/(health|runbooks)/;

let folder: string;
let service: TestService;
let routes: { method: 'get' | 'post'; url: string; body: object }[];
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-away-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await joinEmbeddedPostgres(folder);
  service = await TestService.start({ databaseUrl: postgres.url });
  const { paths } = (await service.get('/docs-json')).body as { paths: Record<string, object> };
  routes = Object.entries(paths)
    .filter(([route]) => !NEED_NONE.test(route))
    .flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => ({
        method: method as 'get' | 'post',
        url: route.replace('{version}', 'v1').replace('{run_id}', '1').replace('{transaction_id}', 'a'),
        body: BODIES[route] ?? REASON,
      })),
    );
  await stopServer(postgres.url);
});
afterAll(async () => {
  await service.stop();
  fs.rmSync(folder, { recursive: true });
});

/** As `pg_ctl stop -m fast` does. */
async function stopServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  const ended = new Promise((resolve) => client.once('end', resolve));
  client.on('error', () => undefined);
  await client.connect();
  const [{ pid }] = (await client.query(`SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid`))
    .rows;
  process.kill(pid, 'SIGINT');
  await ended;
  const isUp = () =>
    fetch(`http://${new URL(url).host}`).then(
      () => true,
      (error: unknown) => ((error as Error).cause as { code: string }).code !== 'ECONNREFUSED',
    );
  await vi.waitUntil(async () => !(await isUp()));
}

const call = ({ method, url, body }: (typeof routes)[number]): Promise<Answer> =>
  method === 'get' ? service.get(url) : service.post(url, body);

describe('while PostgreSQL is stopped', () => {
  it('every route that needs it answers 503, and when to ask again', async () => {
    expect(routes.length).toBeGreaterThan(20);
    const answers = await Promise.all(
      routes.map(async (route) => {
        const { status, body, headers } = await call(route);
        return [`${route.method} ${route.url}`, status, body.type, Number(headers['retry-after']) > 0];
      }),
    );
    expect(answers).toEqual(
      routes.map(({ method, url }) => [`${method} ${url}`, 503, 'urn:homeostat:problem:unavailable', true]),
    );
  });

  it('GET /performance says what is away', async () => {
    expect((await service.get('/performance')).body.detail).toBe("the database can't be reached");
  });

  it('the process is alive, not ready, and its counters are on /metrics without the gauges of the store', async () => {
    expect((await service.get('/health/live')).status).toBe(200);
    expect((await service.get('/health/ready')).status).toBe(503);
    const { status, body } = await service.get('/metrics');
    expect(status).toBe(200);
    expect(body).toContain('ml_predictions_total{');
    expect(body).not.toMatch(/^ml_predictions_per_second /m);
  });
});

describe('isDatabaseAway', () => {
  const error = (facts: object, message = 'x'): Error => Object.assign(new Error(message), facts);
  it.each([
    ['a refused connection', error({ code: 'ECONNREFUSED' })],
    ['a server that shuts down', error({ code: '57P01', severity: 'FATAL' })],
    ['what TypeORM makes of it', error({ driverError: error({ code: '57P01', severity: 'FATAL' }) })],
    ['a connection that broke', error({}, 'Connection terminated unexpectedly')],
    ['a pool that got no connection', error({}, 'timeout exceeded when trying to connect')],
  ])('%s', (_, one) => {
    expect(isDatabaseAway(one)).toBe(true);
  });

  it.each([
    ['a statement that is wrong', error({ code: '42601', severity: 'ERROR' })],
    ['a duplicate key', error({ driverError: error({ code: '23505', severity: 'ERROR' }) })],
    ['a bug', new TypeError('x is undefined')],
    ['no error at all', undefined],
  ])('not %s', (_, one) => {
    expect(isDatabaseAway(one)).toBe(false);
  });
});
