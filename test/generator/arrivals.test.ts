import { describe, expect, it } from 'vitest';
import { arrivalsInHour } from '../../src/generator/arrivals.js';
import { Random } from '../../src/generator/random.js';
import { mean } from './stream.js';

describe('arrivals of a Poisson process', () => {
  it('come in order, inside the hour, in whole milliseconds', () => {
    const times = [...arrivalsInHour(3_600_000, 500, new Random(1, 'arrivals'))];
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.every((at) => Number.isInteger(at) && at >= 3_600_000 && at < 7_200_000)).toBe(true);
  });

  it('are as many as expected on average, with a variance equal to the mean', () => {
    const random = new Random(2, 'arrivals');
    const counts = Array.from({ length: 4_000 }, () => [...arrivalsInHour(0, 5, random)].length);
    expect(mean(counts)).toBeCloseTo(5, 0);
    expect(mean(counts.map((count) => (count - 5) ** 2))).toBeCloseTo(5, -0.5);
  });

  it('do not come where none are expected', () => {
    expect([...arrivalsInHour(0, 0, new Random(1, 'arrivals'))]).toEqual([]);
  });
});
