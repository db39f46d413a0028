import { DAY_MS } from './calendar.js';

/** The kinds of drift that can be asked for by name: a closed list, each with one line of help. */
export const DRIFT_KINDS = {
  none: 'nothing changes',
  covariate: 'inputs shift, fraud stays what it was: amounts inflate, payments move online, new phones come out',
  concept: 'fraudsters switch to methods that pass for ordinary payments, and strike more often',
  prior: 'the same kinds of fraud, up to three times as often',
  missing: 'an upstream system stops sending device and location data',
  seasonal: 'a shopping season of 30 days: more and larger payments, then all is as before',
  'label-delay': 'labels come up to four times as late',
} as const;

export type DriftKind = keyof typeof DRIFT_KINDS;

/** A drift with every choice made. */
export interface Drift {
  readonly kind: DriftKind;
  /** Epoch milliseconds; the drift shows from the first full hour (UTC) at or after it. */
  readonly startsAt: number;
  /** 0 (no drift at all) to 1 (the full drift). */
  readonly magnitude: number;
  /** Days over which the drift grows linearly to its magnitude; 0 is a sudden drift. */
  readonly rampDays: number;
}

/** The state of the world in one hour: what a drift can change, and nothing else. */
export interface Conditions {
  /** Payments against an ordinary day. */
  readonly volume: number;
  /** Amounts against ordinary times. */
  readonly priceLevel: number;
  /** Share of the payments in the street that move online. */
  readonly movedOnline: number;
  /** Share of the genuine payments on a device that was new in the last two weeks, on top of the usual replacements. */
  readonly newDevices: number;
  /** Share of fraud in all payments. */
  readonly fraudRate: number;
  /** Share of the fraud that follows the methods that only a concept drift brings. */
  readonly newMethods: number;
  /** Probability that device and location data are not sent with a payment. */
  readonly missing: number;
  /** Label delays against ordinary times. */
  readonly labelDelay: number;
}

const SEASON_DAYS = 30;
/** Half of all payments: above it "fraud" would be the ordinary case. */
export const HIGHEST_FRAUD_RATE = 0.5;

/**
 * The conditions in the hour that starts at `epochMs`. Cost: constant.
 *
 * A full concept drift is an attack wave: the known methods stop, new ones take over that look like ordinary payments to whoever learned
 * the old ones, and since they work, fraud grows 2.8 times, from 8 % to 22 %. A forest that finds none of it is right in 78 % of all
 * payments, however good it was (97 % by the same measure before). The new methods have marks of their own, so that a forest that has
 * seen a week or two of them is back at 92 to 97 %.
 */
export function conditionsAt(epochMs: number, drift: Drift, fraudRate: number): Conditions {
  const ordinary: Conditions = {
    volume: 1,
    priceLevel: 1,
    movedOnline: 0,
    newDevices: 0,
    fraudRate,
    newMethods: 0,
    missing: 0,
    labelDelay: 1,
  };
  const strength = strengthAt(epochMs, drift);
  if (strength === 0) return ordinary;
  switch (drift.kind) {
    case 'none':
      return ordinary;
    case 'covariate':
      return {
        ...ordinary,
        priceLevel: 1 + 0.35 * strength,
        movedOnline: 0.3 * strength,
        newDevices: 0.06 * strength,
      };
    case 'concept':
      return { ...ordinary, fraudRate: surge(fraudRate, 1 + 1.8 * strength), newMethods: strength };
    case 'prior':
      return { ...ordinary, fraudRate: surge(fraudRate, 1 + 2 * strength) };
    case 'missing':
      return { ...ordinary, missing: strength };
    case 'seasonal':
      return { ...ordinary, volume: 1 + 0.6 * strength, priceLevel: 1 + 0.4 * strength };
    case 'label-delay':
      return { ...ordinary, labelDelay: 1 + 3 * strength };
  }
}

/** 0 before the start, then a line up to the magnitude; a season rises and falls as half a sine wave. */
function strengthAt(epochMs: number, drift: Drift): number {
  const daysIn = (epochMs - drift.startsAt) / DAY_MS;
  if (daysIn < 0) return 0;
  if (drift.kind === 'seasonal') {
    return daysIn < SEASON_DAYS ? drift.magnitude * Math.sin((Math.PI * daysIn) / SEASON_DAYS) : 0;
  }
  return drift.rampDays === 0 ? drift.magnitude : drift.magnitude * Math.min(1, daysIn / drift.rampDays);
}

function surge(fraudRate: number, factor: number): number {
  return Math.min(HIGHEST_FRAUD_RATE, fraudRate * factor);
}
