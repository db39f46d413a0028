import { DAY_MS } from './calendar.js';
import { DRIFT_KINDS, HIGHEST_FRAUD_RATE } from './drift.js';
import type { Drift, DriftKind } from './drift.js';

/**
 * What to simulate, as given by the caller. A model learns the town that these options make: history and live traffic belong together
 * when they differ in drift and end alone, and then they are the same transactions until the drift starts.
 */
export interface GeneratorOptions {
  /** Integer in [0, 2^53): the same options give the same transactions, byte for byte. */
  readonly seed: number;
  /** No transaction is earlier. Epoch milliseconds, an integer. */
  readonly start: number;
  /** Default: no end. */
  readonly durationDays?: number;
  /** About so many genuine payments and frauds together on an ordinary day; default: 1,000. */
  readonly transactionsPerDay?: number;
  /** Default: one for each two transactions a day, 50 to 20,000. Each takes about 2 kB. */
  readonly nCustomers?: number;
  /** At least 10; default: one for each four transactions a day, 25 to 10,000. Each takes about 4 kB. */
  readonly nTerminals?: number;
  /** Share of fraud in all transactions while no drift changes it, in (0, 0.5]; default: 0.08. */
  readonly fraudRate?: number;
  /** Half of the labels take longer than this; default: 5. */
  readonly labelDelayDays?: number;
  /**
   * Days simulated before `start` and not emitted, so that the rolling windows start full; default: 37, the longest window and the
   * delay of the terminal risk. They cost as much time as emitted days; 0 starts everyone without a history.
   */
  readonly warmUpDays?: number;
  /** Transaction ids are this and a running number; default: made from seed and start. */
  readonly idPrefix?: string;
  /** Default: none. */
  readonly drift?: {
    readonly kind: DriftKind;
    /** Epoch milliseconds; the drift shows from the first full hour (UTC) at or after it. */
    readonly startsAt: number;
    /** 0 (no drift at all) to 1 (the full drift); default: 1. */
    readonly magnitude?: number;
    /** Days over which the drift grows linearly; default: 0, a sudden drift. A season has its own course and ignores it. */
    readonly rampDays?: number;
  };
}

/** The options with every default filled in. */
export interface ResolvedOptions extends Required<Omit<GeneratorOptions, 'drift'>> {
  readonly drift: Drift;
}

const NO_DRIFT: Drift = { kind: 'none', startsAt: 0, magnitude: 0, rampDays: 0 };

/** @throws RangeError naming the option that is out of its range */
export function resolveOptions(given: GeneratorOptions): ResolvedOptions {
  const transactionsPerDay = given.transactionsPerDay ?? 1_000;
  const resolved: ResolvedOptions = {
    durationDays: Infinity,
    transactionsPerDay,
    nCustomers: Math.min(20_000, Math.max(50, Math.round(transactionsPerDay / 2))),
    nTerminals: Math.min(10_000, Math.max(25, Math.round(transactionsPerDay / 4))),
    fraudRate: 0.08,
    labelDelayDays: 5,
    warmUpDays: 37,
    idPrefix: `sim-${given.seed.toString(36)}-${given.start.toString(36)}`,
    ...given,
    drift: given.drift ? { magnitude: 1, rampDays: 0, ...given.drift } : NO_DRIFT,
  };
  check(resolved);
  return resolved;
}

interface Rule {
  readonly expected: string;
  readonly holds: (value: number) => boolean;
}

const NOT_NEGATIVE: Rule = { expected: 'at least 0', holds: (value) => value >= 0 && value < Infinity };

const RULES: Record<Exclude<keyof ResolvedOptions, 'start' | 'idPrefix' | 'drift'>, Rule> = {
  seed: { expected: 'an integer in [0, 2^53)', holds: (value) => Number.isSafeInteger(value) && value >= 0 },
  durationDays: { expected: 'at least 0', holds: (value) => value >= 0 },
  transactionsPerDay: { expected: 'a number above 0', holds: (value) => value > 0 && value < Infinity },
  nCustomers: { expected: 'an integer of at least 1', holds: (value) => Number.isInteger(value) && value >= 1 },
  nTerminals: { expected: 'an integer of at least 10', holds: (value) => Number.isInteger(value) && value >= 10 },
  fraudRate: { expected: 'in (0, 0.5]', holds: (value) => value > 0 && value <= HIGHEST_FRAUD_RATE },
  labelDelayDays: NOT_NEGATIVE,
  warmUpDays: NOT_NEGATIVE,
};

const DRIFT_RULES: Record<Exclude<keyof Drift, 'kind'>, Rule> = {
  startsAt: { expected: 'epoch milliseconds', holds: (value) => Number.isFinite(value) },
  magnitude: { expected: 'in [0, 1]', holds: (value) => value >= 0 && value <= 1 },
  rampDays: NOT_NEGATIVE,
};

function check(options: ResolvedOptions): void {
  const { start, warmUpDays, drift } = options;
  checkAll(RULES, options, '');
  const startsLate = Number.isSafeInteger(start) && start >= warmUpDays * DAY_MS;
  requireThat('start', startsLate, 'an integer of epoch milliseconds, with the warm-up after 1970', start);
  const kinds = Object.keys(DRIFT_KINDS);
  requireThat('drift.kind', kinds.includes(drift.kind), `one of ${kinds.join(', ')}`, drift.kind);
  checkAll(DRIFT_RULES, drift, 'drift.');
}

function checkAll<Name extends string>(rules: Record<Name, Rule>, values: Record<Name, number>, prefix: string): void {
  for (const name of Object.keys(rules) as Name[]) {
    requireThat(`${prefix}${name}`, rules[name].holds(values[name]), rules[name].expected, values[name]);
  }
}

function requireThat(name: string, holds: boolean, expected: string, got: number | string): void {
  if (!holds) throw new RangeError(`generator option ${name} must be ${expected}, got ${got}`);
}
