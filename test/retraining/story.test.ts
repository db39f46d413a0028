import { afterEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { DrivenClock } from '../support/clock.js';
import { TestService } from '../support/service.js';
import { Town } from './story.js';

const MIDNIGHT = Date.parse('2026-03-04T00:00:00Z');
const CALM_DAYS = 6;
/** Labels come five days late at the median, so a forest has seen enough of a new kind of fraud two weeks later. */
const PATIENCE_DAYS = 24;

let service: TestService;
afterEach(() => service.stop());

/** The service as `npm start` makes it: the default config, a first model of the generator's history. */
async function start(): Promise<TestService> {
  const config = readConfig('homeostat.config.yaml');
  return TestService.start({ config, clock: new DrivenClock(MIDNIGHT), history: 0 });
}

/** What ml_model_accuracy says, by version. */
async function accuracies(): Promise<Record<string, number>> {
  const samples = await service.metric('ml_model_accuracy');
  return Object.fromEntries(Object.entries(samples).map(([labels, value]) => [/"(.+)"/.exec(labels)![1], value]));
}

function notices(): Promise<{ kind: string; title: string }[]> {
  return service.dataSource.query('SELECT kind, title FROM notice ORDER BY id');
}

it('accuracy falls, the daily check sees it, and runs that learn from the labels bring it back, with nobody awake', async () => {
  service = await start();
  const town = new Town(service, MIDNIGHT, { kind: 'concept', afterDays: CALM_DAYS });
  while (town.day < CALM_DAYS) expect((await town.live())['v1']).toBeGreaterThan(0.95);
  expect((await accuracies())['v1']).toBeGreaterThan(0.95);
  expect(await notices()).toEqual([]);

  const answered: number[] = [];
  const shown: number[] = [];
  let active = 'v1';
  let isBack = false;
  while (!isBack && town.day < CALM_DAYS + PATIENCE_DAYS) {
    const right = await town.live();
    const figures = await accuracies();
    answered.push(right[active]);
    shown.push(...Object.values(figures));
    isBack = active !== 'v1' && right[active] > 0.9 && figures[active] > 0.9;
    active = (await service.get('/models')).body.active;
  }
  expect(Math.min(...answered)).toBeLessThan(0.8);
  // The figure is of 14 days whose labels have come: the cure is there before all of them are bad.
  expect(Math.min(...shown)).toBeLessThan(0.9);
  expect(answered.at(-1)).toBeGreaterThan(0.9);
  expect(isBack).toBe(true);

  const { runs } = (await service.get('/admin/retrains?limit=200')).body;
  const healer = runs.find(({ outcome }: { outcome: string | null }) => outcome === 'deployed');
  expect(healer).toMatchObject({ trigger: 'schedule', actor: 'the clock', status: 'finished' });
  const { steps } = (await service.get(`/admin/retrains/${healer.run_id}`)).body;
  const output = (name: string): any => steps.find((step: { name: string }) => step.name === name).output;
  expect(output('check')).toMatchObject({ decision: 'retrain', cause: 'condition:accuracy' });
  expect(output('check').evidence).toContainEqual(expect.objectContaining({ source: 'own figures', state: 'breach' }));
  expect(output('validate').passed).toBe(true);
  expect(output('deploy').version).toBe(active);
  const told = (await notices()).map(({ kind }) => kind);
  expect(told.slice(0, 2)).toEqual(['started', 'deployed']);
  for (const kind of ['failed', 'cancelled', 'rolled-back']) expect(told).not.toContain(kind);
}, 180_000);

it('a challenger that is worse is refused: the champion stays, and people are told', async () => {
  service = await start();
  await service.dataSource.query('UPDATE history SET positive = NOT positive');
  const town = new Town(service, MIDNIGHT);
  while (town.day < 12) await town.live();

  const alert = {
    status: 'firing',
    labels: { alertname: 'ModelRetrainingNeeded' },
    annotations: {},
    fingerprint: 'f1',
  };
  const startsAt = new Date(service.clock.now()).toISOString();
  const { status, body } = await service.post('/alerts/webhook', {
    version: '4',
    groupKey: '{}:{alertname="ModelRetrainingNeeded"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'homeostat',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager',
    alerts: [{ ...alert, startsAt, endsAt: '0001-01-01T00:00:00Z', generatorURL: '' }],
  });
  expect([status, body]).toEqual([202, expect.anything()]);
  await town.live();

  const { runs } = (await service.get('/admin/retrains')).body;
  const run = runs.find(({ trigger }: { trigger: string }) => trigger === 'alert');
  expect(run).toMatchObject({ status: 'finished', outcome: 'refused' });
  expect(run.explanation).toMatch(/^v2 is not as good as v1 on \d+ newer rows\. accuracy: /);
  const { active, models } = (await service.get('/models')).body;
  expect([active, models.length]).toEqual(['v1', 2]);
  expect((await service.get('/models/v2')).body.deployments).toEqual([]);
  expect(await notices()).toEqual([
    expect.objectContaining({ kind: 'started' }),
    expect.objectContaining({ kind: 'refused', title: expect.stringContaining('v1') }),
  ]);
}, 120_000);
