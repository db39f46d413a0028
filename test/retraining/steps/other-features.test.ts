import { expect, it } from 'vitest';
import type { Config, ConfigInput } from '../../../src/config/index.js';
import { PrepareStep } from '../../../src/retraining/steps/prepare-step.js';
import { TrainStep } from '../../../src/retraining/steps/train-step.js';
import { ValidateStep } from '../../../src/retraining/steps/validate-step.js';
import { DrivenClock } from '../../support/clock.js';
import { testConfig } from '../../support/config.js';
import { createDatabase } from '../../support/database.js';
import { TestService } from '../../support/service.js';
import { HandRun } from './run-steps.js';

type Features = ConfigInput['features'];

const DAY_MS = 86_400_000;
const forest = { n_estimators: 20, threads: 1 } as const;
const USUAL: Features = [
  { name: 'amount', kind: 'numeric' },
  { name: 'channel', kind: 'categorical', categories: ['chip', 'online'], required: false },
  { name: 'card_present', kind: 'boolean' },
  { name: 'account_age_days', kind: 'numeric', required: false },
];
const COUNTRY: Features[number] = { name: 'country', kind: 'categorical', categories: ['MT', 'IT'], required: false };

/** A run on history of one feature list, while v1, which was fitted on another one, answers. */
async function runWith(
  ofChampion: Features,
  features: Features,
): Promise<{ run: HandRun; result: object; service: TestService }> {
  const databaseUrl = await createDatabase();
  const clock = new DrivenClock();
  const configOf = (list: Features): Config => testConfig({ forest, features: list });
  await (await TestService.start({ config: configOf(ofChampion), databaseUrl, clock })).stop();
  clock.advance(DAY_MS);
  const service = await TestService.start({ config: configOf(features), databaseUrl, clock, history: 1_000 });
  await service.post('/admin/rollback', { to: 'v1', reason: 'the old list is wanted back' });
  const run = new HandRun(service);
  const result = await run.steps([PrepareStep, TrainStep, ValidateStep]);
  return { run, result, service };
}

it('a champion of another feature list reads the rows by name, and its categories by their text', async () => {
  const [amount, { name, required }, present, age] = USUAL;
  const categories = ['online', 'chip', 'contactless'];
  const channel: Features[number] = { name, required, kind: 'categorical', categories };
  const { run, service } = await runWith(USUAL, [present, channel, age, amount, COUNTRY]);
  expect(run.outputs.get('prepare')).toMatchObject({ schemaVersion: 2, rows: 1_000, sources: { otherSchema: 400 } });
  const { champion, comparedOn } = run.outputs.get('validate');
  expect([champion.version, comparedOn.rows]).toEqual(['v1', 200]);
  expect(champion.figures.accuracy).toBeGreaterThan(0.97);
  await service.stop();
});

it('one that needs a feature which the rows lack can’t be compared, and the refusal says what to do', async () => {
  const { result, service } = await runWith([...USUAL, COUNTRY], USUAL);
  expect(result).toMatchObject({
    outcome: 'refused',
    explanation:
      'v1 reads features that the configured list has not: country. It can’t be compared on these rows; activate v3 by hand to use it (POST /admin/models/v3/activate)',
  });
  expect((await service.get('/models')).body.active).toBe('v1');
  await service.stop();
});
