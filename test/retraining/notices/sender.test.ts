import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/platform/database/database.js';
import { DrivenClock } from '../../support/clock.js';
import { createDatabase, openTestDatabase } from '../../support/database.js';
import { deliveries, DEPLOYED, FAILED, replica, STARTED } from './outbox-kit.js';
import { ReceiverServer } from './receiver-server.js';

const DAY_MS = 86_400_000;

let url: string;
let dataSource: DataSource;
let server: ReceiverServer;
let clock: DrivenClock;
beforeAll(async () => {
  url = await createDatabase();
  dataSource = await openTestDatabase(url);
});
afterAll(() => dataSource.destroy());
beforeEach(async () => {
  server = await ReceiverServer.start();
  clock = new DrivenClock();
});
afterEach(async () => {
  await server.stop();
  await dataSource.query('TRUNCATE notice CASCADE');
});

const slack = () => ({ SLACK_WEBHOOK_URL: server.url });

describe('adding', () => {
  it('the same key again adds nothing', async () => {
    const { add, sender } = replica(dataSource, clock, slack());
    await add(DEPLOYED);
    await add({ ...DEPLOYED, title: 'again' });
    await sender.turn();
    await add(DEPLOYED);
    await sender.turn();
    expect(server.received).toHaveLength(1);
  });

  it('a transaction that is rolled back tells nobody', async () => {
    const { notices, sender } = replica(dataSource, clock, slack());
    const commit = dataSource.transaction(async (manager) => {
      await notices.add(manager, STARTED);
      throw new Error('the step was taken over');
    });
    await expect(commit).rejects.toThrow('taken over');
    await sender.turn();
    expect(server.received).toEqual([]);
  });

  it('with no receiver configured a notice is kept and told to nobody', async () => {
    const { add, sender } = replica(dataSource, clock, {});
    await add(DEPLOYED);
    await sender.turn();
    expect(await dataSource.query('SELECT key FROM notice')).toEqual([{ key: 'run-17-deployed' }]);
    expect(await deliveries(dataSource)).toEqual([]);
  });
});

describe('a receiver that does not take it', () => {
  it.each([
    ['answers 500', { status: 500, body: 'down for repair' }, 'answered 500: down for repair'],
    ['answers 404', { status: 404, body: 'no_service' }, 'answered 404: no_service'],
    ['redirects', { status: 302, headers: { location: '/elsewhere' } }, 'answered 302'],
  ])('%s: it is tried again', async (_, reply, error) => {
    const { add, sender } = replica(dataSource, clock, slack());
    server.replies.push(reply);
    await add(DEPLOYED);
    await sender.turn();
    expect(await deliveries(dataSource)).toMatchObject([{ state: 'pending', attempts: 1, error }]);

    clock.advance(30_000);
    await sender.turn();
    expect(await deliveries(dataSource)).toMatchObject([{ state: 'delivered', attempts: 2, error: null }]);
    expect(server.received).toHaveLength(2);
  });

  it('refuses the connection: the reason is on record', async () => {
    const { add, sender } = replica(dataSource, clock, slack());
    await server.stop();
    await add(DEPLOYED);
    await sender.turn();
    expect(await deliveries(dataSource)).toMatchObject([
      { state: 'pending', attempts: 1, error: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  it.each(['hang', 'drip'] as const)(
    '%ss: the attempt ends, and other receivers have long been told',
    async (reply) => {
      const hanging = await ReceiverServer.start();
      const environment = { ...slack(), NOTICE_WEBHOOK_URL: hanging.url };
      // Long enough for a busy machine to connect in.
      const { add, sender } = replica(dataSource, clock, environment, 2_000);
      hanging.replies.push(reply);
      await add(DEPLOYED);
      const turn = sender.turn();
      await hanging.until(1);
      await add(STARTED);
      // The webhook's turn goes on; Slack's is over or begins anew.
      const next = sender.turn();
      await server.until(2);
      await Promise.all([turn, next]);
      expect(await deliveries(dataSource)).toMatchObject([
        { channel: 'slack', state: 'delivered' },
        { channel: 'webhook', state: 'pending', error: 'no answer within 2 s' },
        { channel: 'slack', state: 'delivered' },
        { channel: 'webhook', state: 'delivered' },
      ]);
      await hanging.stop();
    },
  );

  it('asks for time (429, Retry-After): all that waits for it waits as long', async () => {
    const { add, sender } = replica(dataSource, clock, slack());
    server.replies.push({ status: 429, headers: { 'retry-after': '120' } });
    await add(STARTED);
    await add(DEPLOYED);
    await sender.turn();
    expect(server.received).toHaveLength(1);

    clock.advance(119_000);
    await sender.turn();
    expect(server.received).toHaveLength(1);

    clock.advance(1_000);
    await sender.turn();
    expect(server.received).toHaveLength(3);
  });

  it('waits double as long after each attempt, at most an hour, and gives up after three days, with a state that says so', async () => {
    const { add, sender, outbox } = replica(dataSource, clock, slack());
    const start = clock.now();
    await add(DEPLOYED);
    const waits: number[] = [];
    let before = start;
    while ((await outbox.pending()).length > 0) {
      server.replies.push({ status: 500 });
      await sender.turn();
      waits.push((clock.now() - before) / 1_000);
      before = clock.now();
      const [{ due }] = await dataSource.query('SELECT next_attempt_at AS due FROM notice_delivery');
      clock.advance(due.getTime() - clock.now());
    }
    expect(waits.slice(0, 10)).toEqual([0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
    expect((before - start) / DAY_MS).toBeGreaterThanOrEqual(3);
    expect(await deliveries(dataSource)).toMatchObject([{ state: 'abandoned', attempts: waits.length }]);
    await sender.turn();
    expect(server.received).toHaveLength(waits.length);
  });

  it('is no longer configured: what waits for it is given up after three days', async () => {
    await replica(dataSource, clock, slack()).add(DEPLOYED);
    const { sender } = replica(dataSource, clock, {});
    await sender.turn();
    expect(await deliveries(dataSource)).toMatchObject([{ state: 'pending', attempts: 0 }]);
    clock.advance(3 * DAY_MS);
    await sender.turn();
    expect(await deliveries(dataSource)).toMatchObject([
      { state: 'abandoned', error: 'the receiver is no longer configured' },
    ]);
  });
});

describe('several processes', () => {
  it('two replicas that send at once tell each of 40 notices once', async () => {
    const other = createDataSource({ url, poolSize: 4 });
    await other.initialize();
    const replicas = [replica(dataSource, clock, slack()), replica(other, clock, slack())] as const;
    for (let id = 0; id < 40; id += 1) await replicas[0].add({ ...STARTED, key: `run-${id}-started`, title: `${id}` });
    await Promise.all(replicas.map(({ sender }) => sender.turn()));
    await Promise.all(replicas.map(({ sender }) => sender.turn()));
    const titles = server.received.map(({ body }) => body.blocks[0].text.text).sort();
    expect(titles).toHaveLength(40);
    expect(new Set(titles).size).toBe(40);
    await other.destroy();
  });

  it('a notice that a killed process was sending is sent by another after its backoff, not before', async () => {
    const { add, outbox } = replica(dataSource, clock, slack());
    await add(DEPLOYED);
    // What is left of a process killed between sending and noting it: an attempt that never ended.
    await outbox.claim('slack');
    const survivor = replica(dataSource, clock, slack());
    await survivor.sender.turn();
    expect(server.received).toEqual([]);

    clock.advance(30_000);
    await survivor.sender.turn();
    expect(server.received).toHaveLength(1);
    expect(await deliveries(dataSource)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  it('a stop cuts off an attempt that hangs, and the next start makes it again', async () => {
    const stopped = replica(dataSource, clock, slack(), 60_000);
    server.replies.push('hang');
    await stopped.add(DEPLOYED);
    const turn = stopped.sender.turn();
    await server.until(1);
    await stopped.sender.beforeApplicationShutdown();
    await turn;
    expect(await deliveries(dataSource)).toMatchObject([
      { state: 'pending', error: 'the service stopped while it was being sent' },
    ]);

    clock.advance(30_000);
    await replica(dataSource, clock, slack()).sender.turn();
    expect(await deliveries(dataSource)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });
});

it('the page says how many wait where, the age of the oldest, and what became of attempts', async () => {
  const { add, sender, registry } = replica(dataSource, clock, {
    ...slack(),
    NOTICE_WEBHOOK_URL: 'http://127.0.0.1:1/a-port-that-fetch-refuses',
  });
  await add(FAILED);
  await add(DEPLOYED);
  await sender.turn();
  clock.advance(20_000);
  const page = await registry.metrics();
  expect(page.split('\n').filter((line) => line.startsWith('ml_'))).toEqual([
    'ml_notice_deliveries_total{channel="slack",outcome="delivered"} 2',
    'ml_notice_deliveries_total{channel="slack",outcome="failed"} 0',
    'ml_notice_deliveries_total{channel="webhook",outcome="delivered"} 0',
    'ml_notice_deliveries_total{channel="webhook",outcome="failed"} 2',
    'ml_notices_pending{channel="slack"} 0',
    'ml_notices_pending{channel="webhook"} 2',
    'ml_notice_oldest_pending_seconds 20',
  ]);
});
