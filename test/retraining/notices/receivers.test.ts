import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOTICE_KINDS } from '../../../src/retraining/notices/notice.js';
import { triggerEvent } from '../../../src/retraining/notices/receivers/pagerduty.js';
import { retryAfterMs } from '../../../src/retraining/notices/receivers/post-json.js';
import { slackMessage } from '../../../src/retraining/notices/receivers/slack.js';
import { tellingOf } from '../../../src/retraining/notices/receivers/telling.js';
import { DrivenClock } from '../../support/clock.js';
import { openTestDatabase } from '../../support/database.js';
import { deliveries, DEPLOYED, FAILED, replica, STARTED } from './outbox-kit.js';
import { ReceiverServer } from './receiver-server.js';

let dataSource: DataSource;
let server: ReceiverServer;
beforeAll(async () => {
  dataSource = await openTestDatabase();
});
afterAll(() => dataSource.destroy());
beforeEach(async () => {
  server = await ReceiverServer.start();
});
afterEach(async () => {
  await server.stop();
  await dataSource.query('TRUNCATE notice CASCADE');
});

const HOST = { publicUrl: undefined, grafanaUrl: undefined, host: '127.0.0.1', port: 8000 };

describe('Slack', () => {
  it('gets a Block Kit message: header, text, facts, links, whose model and when', async () => {
    const { add, sender } = replica(dataSource, new DrivenClock(), { SLACK_WEBHOOK_URL: server.url });
    await add(DEPLOYED);
    await sender.turn();

    expect(server.received).toHaveLength(1);
    expect(server.received[0].headers['content-type']).toBe('application/json');
    expect(server.received[0].body).toEqual({
      text: '✅ v8 replaces v7: accuracy 0.786 -&gt; 0.915: Accuracy had fallen below 0.90. v8 was measured on the same 2,000 rows as v7 &amp; passed &lt;every&gt; check.',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: '✅ v8 replaces v7: accuracy 0.786 -> 0.915' } },
        section(
          'Accuracy had fallen below 0.90. v8 was measured on the same 2,000 rows as v7 &amp; passed &lt;every&gt; check.',
        ),
        section('accuracy: *0.786 -&gt; 0.915*\naverage precision: *0.512 -&gt; 0.774*'),
        section('<https://fraud.example.com/admin/retrains/17|run 17>  ·  <https://grafana.example.com|Dashboards>'),
        { type: 'context', elements: [{ type: 'mrkdwn', text: 'test · 2026-03-04 12:00 UTC' }] },
      ],
    });
  });

  it.each(NOTICE_KINDS)('stays within Block Kit’s limits however long a %s notice is', (kind) => {
    const long = 'an <error> that goes on & on '.repeat(400);
    const facts = Array.from({ length: 80 }, (_, index) => ({ name: `fact ${index}`, value: long }));
    const told = tellingOf(
      { notice: { ...DEPLOYED, kind, title: long, text: long, facts }, createdAt: new Date(0) },
      'test',
      HOST,
    );
    const { text, blocks } = slackMessage(told);
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      expect(block.text?.text.length ?? 1).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3_000);
      expect(block.text?.text ?? '…').not.toBe('');
    }
  });

  it('gets no empty block for a notice without facts or links, which it would refuse', () => {
    const told = tellingOf({ notice: { ...DEPLOYED, facts: [], links: [] }, createdAt: new Date(0) }, 'test', HOST);
    expect(slackMessage(told).blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context']);
  });

  function section(text: string): object {
    return { type: 'section', text: { type: 'mrkdwn', text } };
  }
});

describe('PagerDuty', () => {
  const variables = () => ({ PAGERDUTY_ROUTING_KEY: 'r'.repeat(32), PAGERDUTY_URL: server.url });

  it('is triggered by an error, with a key by which it knows a repeat', async () => {
    const { add, sender } = replica(dataSource, new DrivenClock(), variables());
    await add(FAILED);
    await sender.turn();

    expect(server.received.map(({ body }) => body)).toEqual([
      {
        routing_key: 'r'.repeat(32),
        event_action: 'trigger',
        dedup_key: 'homeostat/test/run-16-failed',
        payload: {
          summary: 'test: Retraining has failed in train: out of memory',
          source: 'test',
          severity: 'error',
          timestamp: '2026-03-04T12:00:00.000Z',
          component: 'homeostat',
          class: 'failed',
          custom_details: {
            what: FAILED.text,
            accuracy: '0.786 -> 0.915',
            'average precision': '0.512 -> 0.774',
          },
        },
        links: [
          { href: 'https://fraud.example.com/admin/retrains/17', text: 'run 17' },
          { href: 'https://grafana.example.com', text: 'Dashboards' },
        ],
        client: 'Homeostat',
      },
    ]);
  });

  it('hears nothing of what is no error', async () => {
    const { add, sender } = replica(dataSource, new DrivenClock(), variables());
    await add(STARTED);
    await add(DEPLOYED);
    await sender.turn();
    expect(server.received).toEqual([]);
    expect(await deliveries(dataSource)).toEqual([]);
  });

  it('that refuses a page is sent later ones all the same, and no resolve before its trigger', async () => {
    const clock = new DrivenClock();
    const { add, sender } = replica(dataSource, clock, variables());
    server.replies.push({ status: 400, body: 'invalid event' });
    await add(FAILED);
    await add({ ...FAILED, key: 'episode-3-escalated', kind: 'escalated' });
    await add(DEPLOYED);
    await sender.turn();
    clock.advance(30_000);
    await sender.turn();
    expect(server.received.map(({ body }) => [body.event_action, body.dedup_key])).toEqual([
      ['trigger', 'homeostat/test/run-16-failed'],
      ['trigger', 'homeostat/test/episode-3-escalated'],
      ['trigger', 'homeostat/test/run-16-failed'],
      ['resolve', 'homeostat/test/run-16-failed'],
    ]);
  });

  it('is told once that a deployment put failures right; an escalation stays until it is healed', async () => {
    const { add, sender } = replica(dataSource, new DrivenClock(), variables());
    await add(FAILED);
    await add({ ...FAILED, key: 'episode-3-escalated', kind: 'escalated' });
    await add(DEPLOYED);
    await add({ ...DEPLOYED, key: 'run-18-deployed' });
    await add({ ...DEPLOYED, key: 'episode-3-healed', kind: 'healed' });
    await sender.turn();

    expect(server.received.map(({ body }) => [body.event_action, body.dedup_key])).toEqual([
      ['trigger', 'homeostat/test/run-16-failed'],
      ['trigger', 'homeostat/test/episode-3-escalated'],
      ['resolve', 'homeostat/test/run-16-failed'],
      ['resolve', 'homeostat/test/episode-3-escalated'],
    ]);
    expect(server.received[2].body).toEqual({
      routing_key: 'r'.repeat(32),
      event_action: 'resolve',
      dedup_key: 'homeostat/test/run-16-failed',
    });
  });

  it('is not told that an error is over before it was told the error', async () => {
    const clock = new DrivenClock();
    const { add, sender } = replica(dataSource, clock, variables());
    server.replies.push({ status: 500 });
    await add(FAILED);
    await add(DEPLOYED);
    await sender.turn();
    expect(server.received.map(({ body }) => body.event_action)).toEqual(['trigger']);

    clock.advance(30_000);
    await sender.turn();
    expect(server.received.map(({ body }) => body.event_action)).toEqual(['trigger', 'trigger', 'resolve']);
  });

  it('gets a summary of at most 1,024 and a key of at most 255 characters', () => {
    const notice = { ...FAILED, key: 'k'.repeat(600), title: 't'.repeat(3_000) };
    const event = triggerEvent('key', tellingOf({ notice, createdAt: new Date(0) }, 'test', HOST)) as any;
    expect(event.payload.summary).toHaveLength(1_024);
    expect(event.dedup_key).toHaveLength(255);
  });
});

it('the generic webhook gets the notice as JSON, with an id that a repeat shares', async () => {
  const { add, sender } = replica(dataSource, new DrivenClock(), { NOTICE_WEBHOOK_URL: server.url });
  await add(DEPLOYED);
  await sender.turn();
  expect(server.received[0].headers['idempotency-key']).toBe('test/run-17-deployed');
  expect(server.received[0].body).toEqual({
    id: 'run-17-deployed',
    model: 'test',
    kind: 'deployed',
    severity: 'info',
    title: DEPLOYED.title,
    text: DEPLOYED.text,
    facts: DEPLOYED.facts,
    links: [
      { title: 'run 17', href: 'https://fraud.example.com/admin/retrains/17' },
      { title: 'Dashboards', href: 'https://grafana.example.com' },
    ],
    created_at: '2026-03-04T12:00:00.000Z',
  });
});

it('links lead to where the service listens when nobody said how it is reached', () => {
  const telling = (host: string) => tellingOf({ notice: DEPLOYED, createdAt: new Date(0) }, 'test', { ...HOST, host });
  expect(telling('127.0.0.1').links).toEqual([{ title: 'run 17', href: 'http://127.0.0.1:8000/admin/retrains/17' }]);
  expect(telling('::1').links[0].href).toBe('http://[::1]:8000/admin/retrains/17');
});

it.each([
  ['30', null, 30_000],
  ['Wed, 04 Mar 2026 12:01:00 GMT', 'Wed, 04 Mar 2026 12:00:00 GMT', 60_000],
  ['Wed, 04 Mar 2026 11:00:00 GMT', 'Wed, 04 Mar 2026 12:00:00 GMT', 0],
  ['soon', null, undefined],
  [null, null, undefined],
])('Retry-After %s at %s is %s ms', (value, date, expected) => {
  expect(retryAfterMs(value, date)).toBe(expected);
});
