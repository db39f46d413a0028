import { describe, expect, it } from 'vitest';
import { Random } from '../../src/generator/random.js';
import { WeightedChoice } from '../../src/generator/weighted-choice.js';
import { share } from './stream.js';

describe('a weighted choice', () => {
  it('draws each item in proportion to its weight, and never one without', () => {
    const weights = { a: 1, b: 0, c: 3 };
    const choice = new WeightedChoice(['a', 'b', 'c'] as const, (item) => weights[item]);
    const random = new Random(3, 'choice');
    const drawn = Array.from({ length: 10_000 }, () => choice.draw(random));
    expect(drawn).not.toContain('b');
    expect(share(drawn, (item) => item === 'c')).toBeCloseTo(0.75, 1);
  });
});
