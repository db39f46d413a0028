import { describe, expect, it } from 'vitest';
import { Random } from '../../src/generator/random.js';
import { mean } from './stream.js';

const sample = (draw: (random: Random) => number) => {
  const random = new Random(1, 'sample');
  return Array.from({ length: 20_000 }, () => draw(random));
};

describe('seeded randomness', () => {
  it('repeats itself for the same seed and purpose, and only then', () => {
    const first = (seed: number, purpose: string) => new Random(seed, purpose).uniform();
    expect(first(1, 'arrivals')).toBe(first(1, 'arrivals'));
    expect(
      new Set([first(1, 'arrivals'), first(2, 'arrivals'), first(1, 'labels'), first(2 ** 32 + 1, 'arrivals')]).size,
    ).toBe(4);
  });

  it('is uniform on [0, 1)', () => {
    const values = sample((random) => random.uniform());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    for (const decile of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      expect(values.filter((value) => value < decile).length / values.length).toBeCloseTo(decile, 1);
    }
  });

  it('draws normal, exponential and log-normal values with their moments', () => {
    const normal = sample((random) => random.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(sample((random) => random.exponential()))).toBeCloseTo(1, 1);
    expect(mean(sample((random) => Math.log(random.logNormal(Math.E, 0.5))))).toBeCloseTo(1, 1);
  });

  it('picks every item of a list', () => {
    expect(new Set(sample((random) => random.pick([3, 1, 2])))).toEqual(new Set([1, 2, 3]));
  });
});
