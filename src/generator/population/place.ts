import type { Random } from '../random.js';

/** A point of a flat map, in kilometres. Home is a square of SIDE_KM; abroad lies around it. */
export interface Place {
  readonly xKm: number;
  readonly yKm: number;
}

export const SIDE_KM = 100;
const NEAREST_ABROAD_KM = 300;
const FARTHEST_ABROAD_KM = 5_000;

export function somewhereAtHome(random: Random): Place {
  return { xKm: random.between(0, SIDE_KM), yKm: random.between(0, SIDE_KM) };
}

export function somewhereAbroad(random: Random): Place {
  const distanceKm = random.between(NEAREST_ABROAD_KM, FARTHEST_ABROAD_KM);
  const direction = random.between(0, 2 * Math.PI);
  return { xKm: SIDE_KM / 2 + distanceKm * Math.cos(direction), yKm: SIDE_KM / 2 + distanceKm * Math.sin(direction) };
}

export function distanceKm(from: Place, to: Place): number {
  const eastKm = from.xKm - to.xKm;
  const northKm = from.yKm - to.yKm;
  return Math.sqrt(eastKm * eastKm + northKm * northKm);
}
