import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../../src/commands/monitoring/free-port.js';
import { findMonitoringPrograms, type Monitoring, startMonitoring } from '../../src/commands/monitoring/monitoring.js';
import { OPS_FOLDER } from '../../src/commands/monitoring/ops-folder.js';
import { type HttpReceiver, startHttpReceiver } from './alert-receivers.js';

const programs = findMonitoringPrograms();

interface Annotations {
  summary?: string;
  description?: string;
}

interface AlertLabels {
  alertname: string;
  severity: string;
  component: string;
  symptom?: string;
  job: string;
  feature_name?: string;
}

const RULES = path.join(OPS_FOLDER, 'prometheus/rules');
const rules = readdirSync(RULES).flatMap((file) =>
  (
    parse(readFileSync(path.join(RULES, file), 'utf8')) as {
      groups: { rules: { alert?: string; labels?: Omit<AlertLabels, 'alertname' | 'job'> }[] }[];
    }
  ).groups.flatMap((group) => group.rules),
);
/** The labels that rules give their alerts: one for each expression. */
const rulesNamed = (...names: string[]): Omit<AlertLabels, 'job'>[] =>
  names.flatMap((name) =>
    rules.filter(({ alert }) => alert === name).map(({ labels }) => ({ alertname: name, ...labels! })),
  );
const ofJob =
  (job: string) =>
  (labels: Omit<AlertLabels, 'job'>): AlertLabels => ({ ...labels, job });

/** What amtool can't test, with the project's own config: inhibition, and what the messages say. */
describe.runIf(programs)('a real Alertmanager', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'homeostat-inhibition-'));
  let monitoring: Monitoring;
  let alertmanagerUrl: string;
  let slack: HttpReceiver;
  let webhook: HttpReceiver;

  beforeAll(async () => {
    [slack, webhook] = await Promise.all([startHttpReceiver(), startHttpReceiver()]);
    alertmanagerUrl = `http://127.0.0.1:${await freePort()}`;
    monitoring = await startMonitoring(programs!, {
      ops: OPS_FOLDER,
      folder,
      places: {
        // Nobody is there: what Prometheus says of it has another job than the alerts of these tests.
        serviceUrl: `http://127.0.0.1:${await freePort()}`,
        prometheusUrl: `http://127.0.0.1:${await freePort()}`,
        alertmanagerUrl,
        grafanaUrl: undefined,
      },
      receivers: {
        slackWebhookUrl: slack.url,
        email: undefined,
        pagerduty: undefined,
        webhookUrl: undefined,
        serviceUrl: webhook.url,
        adminApiKey: undefined,
      },
      speed: 300,
    });
  }, 60_000);
  afterAll(async () => {
    await monitoring.stop();
    await Promise.all([slack.stop(), webhook.stop()]);
    rmSync(folder, { recursive: true });
  });

  const fire = async (
    alerts: AlertLabels[],
    annotate: (labels: AlertLabels) => Annotations = ({ alertname }) => ({ summary: alertname }),
    lastMs = 3_600_000,
  ): Promise<void> => {
    const startsAt = new Date(Date.now() - 60_000).toISOString();
    const endsAt = new Date(Date.now() + lastMs).toISOString();
    const answer = await fetch(`${alertmanagerUrl}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts.map((labels) => ({ labels, startsAt, endsAt, annotations: annotate(labels) }))),
    });
    expect(answer.status).toBe(200);
  };
  /** Which alerts of a job are told, and which are silenced by another. */
  const statesOf = async (job: string): Promise<Record<string, string>> => {
    const answer = await fetch(`${alertmanagerUrl}/api/v2/alerts?filter=job="${job}"`);
    const alerts = (await answer.json()) as { labels: AlertLabels; status: { state: string } }[];
    return Object.fromEntries(alerts.map(({ labels, status }) => [labels.alertname, status.state]));
  };

  it('critical silences the warnings of its symptom alone; what asks for a retraining goes through, to people and to the service', async () => {
    const job = 'homeostat-a';
    await fire([
      ...rulesNamed('ModelAccuracyCritical', 'ModelAccuracyLow', 'ModelAccuracyWarning', 'ModelStale').map(ofJob(job)),
      ...rulesNamed('LatencyVeryHigh', 'LatencyHigh', 'PredictionQueueGrowing', 'AvailabilityBudgetBurnSlow').map(
        ofJob(job),
      ),
      ...rulesNamed('FeatureDrift', 'HealingEscalated', 'RetrainingRefused').map(ofJob(job)),
      ...rulesNamed('ModelRetrainingNeeded').map(ofJob(job)),
      ...rulesNamed('LatencyHigh').map(ofJob(`${job}-other`)),
    ]);
    await expect
      .poll(() => statesOf(job), { timeout: 20_000 })
      .toEqual({
        ModelAccuracyCritical: 'active',
        ModelAccuracyLow: 'suppressed',
        ModelAccuracyWarning: 'suppressed',
        ModelStale: 'active',
        LatencyVeryHigh: 'active',
        LatencyHigh: 'suppressed',
        PredictionQueueGrowing: 'active',
        AvailabilityBudgetBurnSlow: 'active',
        FeatureDrift: 'active',
        HealingEscalated: 'active',
        RetrainingRefused: 'active',
        ModelRetrainingNeeded: 'active',
      });
    expect(await statesOf(`${job}-other`)).toEqual({ LatencyHigh: 'active' });
    await webhook.inbox.until(({ alerts }) => alerts[0].labels.job === job);
    await slack.inbox.until(
      ({ attachments: [it] }) => it.title.startsWith('ModelRetrainingNeeded') && it.title.endsWith(job),
    );
    await slack.inbox.until(({ attachments: [it] }) => it.title === `FeatureDrift · ${job}`);
    const told = slack.inbox.items.map(({ attachments: [it] }) => it.title);
    expect(told).not.toContain(`ModelAccuracyWarning · ${job}`);
  }, 60_000);

  it('a service that is down says nothing else, and no other service is silenced by it', async () => {
    const job = 'homeostat-b';
    await fire([
      { alertname: 'ServiceDown', severity: 'critical', component: 'service', job },
      { alertname: 'RetrainingFailed', severity: 'critical', component: 'healing', job },
      { alertname: 'ModelRetrainingNeeded', severity: 'warning', component: 'model', job },
      { alertname: 'RetrainingFailed', severity: 'critical', component: 'healing', job: 'homeostat-c' },
    ]);
    await expect
      .poll(() => statesOf(job), { timeout: 20_000 })
      .toEqual({
        ServiceDown: 'active',
        RetrainingFailed: 'suppressed',
        ModelRetrainingNeeded: 'suppressed',
      });
    expect(await statesOf('homeostat-c')).toEqual({ RetrainingFailed: 'active' });
  }, 60_000);

  it('the watchdog goes to the dead-man route, and nothing silences it', async () => {
    await fire([
      { alertname: 'Watchdog', severity: 'none', component: 'meta', job: 'homeostat-d' },
      { alertname: 'ServiceDown', severity: 'critical', component: 'service', job: 'homeostat-d' },
    ]);
    const answer = await fetch(`${alertmanagerUrl}/api/v2/alerts?filter=alertname="Watchdog"&filter=job="homeostat-d"`);
    const [watchdog] = (await answer.json()) as { receivers: { name: string }[]; status: { state: string } }[];
    expect(watchdog.receivers).toEqual([{ name: 'deadman' }]);
    await expect
      .poll(() => statesOf('homeostat-d'), { timeout: 20_000 })
      .toEqual({ Watchdog: 'active', ServiceDown: 'active' });
  }, 60_000);

  it('tells of several at once in one message: one by name and how many, what still fires first', async () => {
    const job = 'homeostat-e';
    const drift = (feature: string): AlertLabels => ({
      alertname: 'FeatureDrift',
      severity: 'warning',
      component: 'data',
      job,
      feature_name: feature,
    });
    const annotate = ({ feature_name: feature }: AlertLabels): Annotations => ({
      summary: `${feature} no longer looks as in training`,
      description: `${feature} differs.`,
    });
    const titled = (title: string) => slack.inbox.until(({ attachments: [it] }) => it.title === `${title} · ${job}`);

    await fire([drift('amount'), drift('hour')], annotate);
    await titled('amount no longer looks as in training and others (2 in all)');
    await fire([drift('amount')], annotate, -1);
    const { attachments } = await titled('hour no longer looks as in training');
    expect(attachments[0].text).toMatch(
      /^:large_orange_circle: hour differs\.\n[^]*:white_check_mark: amount differs\.\n/,
    );
    await fire([drift('hour')], annotate, -1);
    await titled('Resolved: hour no longer looks as in training');
  }, 60_000);
});
