import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Neighbourhood } from '../../src/generator/population/neighbourhood.js';
import { distanceKm } from '../../src/generator/population/place.js';
import type { Terminal } from '../../src/generator/population/terminal.js';

const RADIUS_KM = 6;
const place = fc.record({
  xKm: fc.double({ min: 0, max: 99.999, noNaN: true }),
  yKm: fc.double({ min: 0, max: 99.999, noNaN: true }),
});

const terminalsAt = (places: readonly { xKm: number; yKm: number }[]) =>
  places.map((at, index): Terminal => ({ index, place: at, category: 'grocery', region: 'domestic', amountFactor: 1 }));

describe('the terminals around a place', () => {
  it('are those within the radius, or the nearest one when none is', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 300 }), place, (places, home) => {
        const distances = places.map((at) => distanceKm(at, home));
        const wanted = distances.flatMap((distance, index) => (distance <= RADIUS_KM ? [index] : []));
        const found = new Neighbourhood(terminalsAt(places)).around(home).map((terminal) => terminal.index);
        if (wanted.length > 0) expect(found.toSorted((one, other) => one - other)).toEqual(wanted);
        else expect(found.map((index) => distances[index])).toEqual([Math.min(...distances)]);
      }),
    );
  });
});
