import { ActiveModel, ModelRegistry } from '../../../src/models/index.js';
import { ScoringMinutes } from '../../../src/prediction/minutes/scoring-minutes.js';
import { ShadowScoring } from '../../../src/prediction/shadow/shadow-scoring.js';
import { FirstVersion } from '../../../src/retraining/first-version.js';
import { ProbationWatch } from '../../../src/retraining/probation/probation-watch.js';
import { testConfig } from '../../support/config.js';
import type { Answer, TestService } from '../../support/service.js';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Few rows suffice. */
export const PROBATION_CONFIG = testConfig({
  retraining: { probation: { length: '3d', minimum_labels: 60, minimum_predictions: 100 } },
});

/** The truth of the made-up rule, as a condition on the number in a row's id, and ways to get it wrong. */
const ONLINE = `n % 3 = 0`;
const AMOUNT = `(n * 37) % 1000`;
const LABELS = {
  true: `${ONLINE} AND ${AMOUNT} > 500`,
  /** What is fraud is called legitimate, and the other way round. */
  flipped: `NOT (${ONLINE} AND ${AMOUNT} > 500)`,
  /** As many positives with the same scores, but the wrong ones. */
  confused: `${ONLINE} AND ${AMOUNT} <= 500`,
};

/** Trains a version on the history with labels of this kind, and registers it. */
export async function challenger(service: TestService, labels: keyof typeof LABELS): Promise<string> {
  const label = (kind: keyof typeof LABELS): Promise<unknown> =>
    service.dataSource.query(
      `UPDATE history SET positive = (${LABELS[kind]}) FROM (SELECT transaction_id AS id, split_part(transaction_id, '-', 2)::int AS n FROM history) h
       WHERE transaction_id = h.id`,
    );
  await label(labels);
  const outcome = await service.application.get(FirstVersion, { strict: false }).make(new AbortController().signal);
  await label('true');
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome.version;
}

/** The same forest under another name. */
export async function copyOf(service: TestService, version: string): Promise<string> {
  const registry = service.application.get(ModelRegistry, { strict: false });
  const { version: _version, createdAt: _createdAt, artefactBytes: _bytes, ...model } = await registry.get(version);
  const [artefact, reference] = await Promise.all([registry.artefact(version), registry.reference(version)]);
  return registry.register({ ...model, artefact, reference: reference! });
}

export function deploy(service: TestService, version: string): Promise<void> {
  const deployment = { kind: 'deploy', actor: 'run 1', reason: 'it passed the gate' } as const;
  return service.application.get(ActiveModel, { strict: false }).deploy(version, deployment);
}

export function turn(service: TestService): Promise<void> {
  return service.application.get(ProbationWatch, { strict: false }).turn();
}

/** A minute passes, and the watch looks. */
export function nextCheck(service: TestService): Promise<void> {
  service.clock.advance(MINUTE_MS);
  return turn(service);
}

/** Has rows like those of the history scored, with ids from `first` on, and by the shadow as well. */
export async function score(service: TestService, first: number, rows: number): Promise<void> {
  const transactions = Array.from({ length: rows }, (_, place) => {
    const n = first + place;
    const channel = n % 3 === 0 ? 'online' : 'chip';
    return {
      transaction_id: `t-${n}`,
      features: { amount: (n * 37) % 1_000, channel, card_present: channel === 'chip', account_age_days: n % 400 },
    };
  });
  const { status } = await service.post('/predict/batch', { transactions });
  if (status !== 200) throw new Error(`scoring answered ${status}`);
  await service.application.get(ShadowScoring, { strict: false }).drain();
  await service.application.get(ScoringMinutes, { strict: false }).write();
}

/** Reports the truth of rows that `score` sent. */
export async function label(service: TestService, first: number, rows: number): Promise<void> {
  const labels = Array.from({ length: rows }, (_, place) => {
    const n = first + place;
    return { transaction_id: `t-${n}`, actual_fraud: n % 3 === 0 && (n * 37) % 1_000 > 500 };
  });
  const { status } = await service.post('/feedback/batch', { labels });
  if (status !== 200) throw new Error(`labelling answered ${status}`);
}

export async function probation(service: TestService): Promise<Answer['body']> {
  return (await service.get('/admin/probation')).body;
}

export async function active(service: TestService): Promise<string> {
  return (await service.get('/models')).body.active;
}

export function notices(service: TestService): Promise<{ key: string; kind: string; title: string; body: string }[]> {
  return service.dataSource.query('SELECT key, kind, title, body FROM notice ORDER BY id');
}
