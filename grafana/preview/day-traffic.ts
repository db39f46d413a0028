import { generateTransactions, type Transaction } from '../../src/generator/index.js';

const SEED = 42;
const HISTORY_DAYS = 30;
const DAY_MS = 86_400_000;
const TRANSACTIONS_PER_DAY = 1_000;

/** What happens to the town in a day of the preview; times are transactions since the service began. */
export interface Story {
  readonly outage: readonly [from: number, to: number];
  readonly newFraudFrom: number;
}

/**
 * The town that the first model learned, from where its history ends: ordinary, then without device and location data for a
 * while, then with fraud of new kinds. The streams differ in drift alone, so that the people stay the same.
 *
 * @param start midnight (UTC), where the history ends; milliseconds since 1970
 */
export function* dayTraffic(start: number, { outage, newFraudFrom }: Story): Generator<Transaction, never> {
  const streamOf = (kind: 'none' | 'missing' | 'concept'): Iterator<Transaction> =>
    generateTransactions({
      seed: SEED,
      start: start - HISTORY_DAYS * DAY_MS,
      idPrefix: `day-${kind}`,
      transactionsPerDay: TRANSACTIONS_PER_DAY,
      drift: { kind, startsAt: start },
    });
  const streams = { none: streamOf('none'), missing: streamOf('missing'), concept: streamOf('concept') };
  const next = (kind: keyof typeof streams): Transaction => {
    for (;;) {
      const result = streams[kind].next();
      if (result.done === true) throw new Error('the generator has no end');
      if (result.value.timestamp >= start) return result.value;
    }
  };
  for (let count = 0; ; count += 1) {
    const inOutage = count >= outage[0] && count < outage[1];
    yield next(inOutage ? 'missing' : count >= newFraudFrom ? 'concept' : 'none');
  }
}
