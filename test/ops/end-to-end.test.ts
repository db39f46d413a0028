import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/commands/monitoring/free-port.js';
import { findMonitoringPrograms, type Monitoring, startMonitoring } from '../../src/commands/monitoring/monitoring.js';
import { OPS_FOLDER } from '../../src/commands/monitoring/ops-folder.js';
import { readEnvironment } from '../../src/config/index.js';
import { DrivenClock } from '../support/clock.js';
import { testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';
import { NEW_RULE, traffic } from '../retraining/steps/traffic.js';
import { type HttpReceiver, startHttpReceiver, startMailbox } from './alert-receivers.js';

/** 30 minutes of an alert's `for` are 6 s, and Alertmanager repeats to the webhook after 12 s. */
const SPEED = 300;
const KEY = 'a-key-of-this-test';
const PATIENCE_MS = 300_000;

const programs = findMonitoringPrograms();
/** Prometheus may look at its rules before its first scrape, and tell that nothing is scraped: of that no word here. */
const page =
  (action: 'trigger' | 'resolve') =>
  ({ event_action, payload }: any): boolean =>
    event_action === action && payload.summary.includes('has been right in fewer than 85 % of cases');
const isFiring = (alertname: string) => (notification: any) =>
  notification.alerts.some((a: any) => a.labels.alertname === alertname && a.status === 'firing');
const isResolved = (alertname: string) => (notification: any) =>
  notification.alerts.some((a: any) => a.labels.alertname === alertname && a.status === 'resolved');

/** With the real Prometheus and Alertmanager, where they are installed: apt-get install prometheus prometheus-alertmanager. */
describe.runIf(programs)('bad accuracy, with Prometheus and Alertmanager', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'homeostat-end-to-end-'));
  let service: TestService;
  let serviceUrl: string;
  let monitoring: Monitoring;
  let slack: HttpReceiver;
  let pagerDuty: HttpReceiver;
  let webhook: HttpReceiver;
  let mailbox: Awaited<ReturnType<typeof startMailbox>>;
  let beganAt: number;
  const times: [what: string, seconds: number][] = [];
  const note = (what: string): void => {
    times.push([what, (performance.now() - beganAt) / 1_000]);
  };
  const runs = async (): Promise<any[]> =>
    (await service.get('/admin/retrains', { authorization: `Bearer ${KEY}` })).body.runs;

  beforeAll(async () => {
    service = await TestService.start({
      config: testConfig({ windows: { minimum_labels: 100 } }),
      clock: new DrivenClock(Date.now()),
      environment: readEnvironment({ ADMIN_API_KEY: KEY }),
    });
    await service.application.listen(0, '127.0.0.1');
    serviceUrl = await service.application.getUrl();
    [slack, pagerDuty, webhook, mailbox] = await Promise.all([
      startHttpReceiver(),
      startHttpReceiver(),
      startHttpReceiver(serviceUrl),
      startMailbox(),
    ]);
    monitoring = await startMonitoring(programs!, {
      ops: OPS_FOLDER,
      folder,
      places: {
        serviceUrl,
        prometheusUrl: `http://127.0.0.1:${await freePort()}`,
        alertmanagerUrl: `http://127.0.0.1:${await freePort()}`,
        grafanaUrl: 'http://grafana.example.com',
      },
      receivers: {
        slackWebhookUrl: slack.url,
        email: { smtpUrl: mailbox.url, from: 'homeostat@example.com', to: 'ml-team@example.com' },
        pagerduty: { url: pagerDuty.url, routingKey: 'the-key-of-this-test' },
        webhookUrl: undefined,
        serviceUrl: webhook.url,
        adminApiKey: KEY,
      },
      speed: SPEED,
    });
  }, 120_000);
  afterAll(async () => {
    await monitoring.stop();
    await Promise.all([slack.stop(), pagerDuty.stop(), webhook.stop(), mailbox.stop()]);
    await service.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);

  it(
    'is told to people, starts one run however often the alert repeats, and is told to be over',
    { timeout: PATIENCE_MS },
    async () => {
      // No run can deploy until the alert has been repeated to the webhook.
      const gate = service.dataSource.createQueryRunner();
      await gate.startTransaction();
      await gate.query('LOCK TABLE model_version IN EXCLUSIVE MODE');
      beganAt = performance.now();
      await traffic(service, 600, NEW_RULE);
      note('labels say that the model is wrong');

      await webhook.inbox.until(isFiring('ModelRetrainingNeeded'));
      note('the webhook is told');
      await slack.inbox.until(({ attachments: [it] }) => it.title.startsWith('v1 needs training'));
      note('Slack is told');
      await pagerDuty.inbox.until(page('trigger'));
      note('PagerDuty is told');
      await mailbox.inbox.until(({ subject }) => subject.startsWith('v1 needs training'));
      note('mail is there');
      await webhook.inbox.untilCount(2, isFiring('ModelRetrainingNeeded'));
      note('the webhook is told again');
      await gate.commitTransaction();
      await gate.release();

      await webhook.inbox.until(isResolved('ModelRetrainingNeeded'));
      note('the webhook is told that it is over');
      await slack.inbox.until(({ attachments: [it] }) => it.title.startsWith('Resolved: v1 needs training'));
      note('Slack is told that it is over');
      await pagerDuty.inbox.until(page('resolve'));
      note('PagerDuty is told that it is over');
      await mailbox.inbox.until(({ subject }) => subject.startsWith('Resolved: v1 needs training'));
      note('the mail that it is over is there');

      expect(await runs()).toMatchObject([{ trigger: 'alert', outcome: 'deployed' }]);
      expect((await service.get('/models')).body.active).toBe('v2');
      expect(webhook.inbox.items.map(({ answer }) => answer.status)).toEqual(webhook.inbox.items.map(() => 202));
      console.log(times.map(([what, seconds]) => `${seconds.toFixed(1).padStart(6)} s  ${what}`).join('\n'));
    },
  );

  it('says in Slack what is wrong, how bad it is and what to do', () => {
    const { attachments } = slack.inbox.items.find((it) => it.attachments[0].title.startsWith('v1 needs training'));
    const [{ title, title_link, text, color }] = attachments;
    expect(title).toBe('v1 needs training: accuracy · homeostat');
    expect(text).toMatch(
      /^:large_orange_circle: Accuracy of v1 has been under 90 % for 30 minutes \([1-8]\d?\.?\d*%\)\. The service is asked to retrain\.\n/,
    );
    expect(text).toContain(
      `<${serviceUrl}/runbooks/ModelRetrainingNeeded|What to do> · <http://grafana.example.com/d/homeostat-healing|Dashboard>`,
    );
    expect({ title_link, color }).toEqual({
      title_link: 'http://grafana.example.com/d/homeostat-healing',
      color: 'warning',
    });
  });

  it('says the same in a mail, as text and as HTML', () => {
    const { to, subject, text, html } = mailbox.inbox.items.find((it) => it.subject.startsWith('v1 needs training'))!;
    expect({ to, subject }).toEqual({
      to: ['ml-team@example.com'],
      subject: 'v1 needs training: accuracy · homeostat',
    });
    for (const part of [text, html]) {
      expect(part).toContain('v1 needs training: accuracy');
      expect(part).toMatch(/Accuracy of v1 has been under 90 % for 30 minutes \(\d+\.?\d*%\)/);
      expect(part).toContain(`${serviceUrl}/runbooks/ModelRetrainingNeeded`);
    }
  });

  it('pages on-call with the critical alert, and ends the page by the same key', () => {
    const [trigger, resolve] = [page('trigger'), page('resolve')].map((fits) => pagerDuty.inbox.items.find(fits));
    expect(trigger).toMatchObject({
      routing_key: 'the-key-of-this-test',
      payload: {
        summary: 'v1 has been right in fewer than 85 % of cases for 10 minutes · homeostat',
        severity: 'critical',
        custom_details: {
          what: expect.stringMatching(
            /Accuracy of v1 is \d+\.?\d*% \(limit 85 %\)[^]*\/runbooks\/ModelAccuracyCritical/,
          ),
        },
      },
    });
    expect(resolve.dedup_key).toBe(trigger.dedup_key);
  });

  it('links to a runbook that the service has', async () => {
    const { text } = mailbox.inbox.items.find((it) => it.subject.startsWith('v1 needs training'))!;
    const [, href = ''] = /What to do: (\S+)/.exec(text) ?? [];
    const answer = await fetch(href);
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining('What the service has done by itself'),
    ]);
  });
});
