import { DAY_MS } from '../calendar.js';
import type { Random } from '../random.js';
import type { Neighbourhood } from './neighbourhood.js';
import { somewhereAtHome } from './place.js';
import type { Place } from './place.js';
import type { Terminal } from './terminal.js';

export const DEVICE_TYPES = ['phone', 'computer', 'tablet'] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

/** Something that is replaced at a steady pace: a phone, a card. */
interface Replacement {
  readonly lastsMs: number;
  /** When one of them was new, epoch milliseconds. */
  readonly newAt: number;
}

/** A card holder with the habits that make a payment ordinary for this person. */
export interface Customer {
  readonly index: number;
  readonly home: Place;
  /** The terminals in the street within reach of home. */
  readonly nearby: readonly Terminal[];
  /** The few online merchants that this person goes back to. */
  readonly onlineFavourites: readonly Terminal[];
  /** Payments against an average customer: a weight, mean about 1. */
  readonly activity: number;
  /** Euro. */
  readonly medianAmount: number;
  /** Standard deviation of the logarithm of the amounts. */
  readonly amountSpread: number;
  /** Share of the payments made online. */
  readonly onlineShare: number;
  /** Share of the payments in the street made with a phone; 0 without a wallet. */
  readonly walletShare: number;
  readonly device: DeviceType;
  readonly deviceReplacement: Replacement;
  readonly cardReplacement: Replacement;
}

const FAVOURITES = 6;

/** @param online the online merchants, at least one */
export function makeCustomers(
  count: number,
  neighbourhood: Neighbourhood,
  online: readonly Terminal[],
  random: Random,
): Customer[] {
  return Array.from({ length: count }, (_, index) => {
    const home = somewhereAtHome(random);
    return {
      index,
      home,
      nearby: neighbourhood.around(home),
      onlineFavourites: Array.from({ length: FAVOURITES }, () => random.pick(online)),
      activity: 0.2 + 0.8 * random.exponential(),
      medianAmount: random.logNormal(28, 0.5),
      amountSpread: random.between(0.4, 0.7),
      onlineShare: random.between(0.05, 0.45),
      walletShare: random.chance(0.55) ? random.between(0.2, 0.8) : 0,
      device: random.chance(0.6) ? 'phone' : random.pick(DEVICE_TYPES),
      deviceReplacement: replacedEvery(random.between(400, 1_400), random),
      cardReplacement: replacedEvery(random.between(900, 1_500), random),
    };
  });
}

/** Days since the thing in use at that time was new. */
export function ageDays(replacement: Replacement, epochMs: number): number {
  const sinceNewMs = (epochMs - replacement.newAt) % replacement.lastsMs;
  return (sinceNewMs < 0 ? sinceNewMs + replacement.lastsMs : sinceNewMs) / DAY_MS;
}

function replacedEvery(days: number, random: Random): Replacement {
  const lastsMs = days * DAY_MS;
  return { lastsMs, newAt: random.uniform() * lastsMs };
}
