import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollingSums } from '../../src/generator/features/rolling-sums.js';

const WINDOWS = [2, 5, 9];

/** An entity is visited after some steps, and something is added for a step that is some steps ago. */
const visits = fc.array(
  fc.record({
    entity: fc.integer({ min: 0, max: 2 }),
    wait: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 })),
    ago: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 })),
    value: fc.integer({ min: -5, max: 100 }),
  }),
  { maxLength: 60 },
);

describe('rolling sums', () => {
  it.each([0, 1, 7])('equal a recount of everything added, with a lag of %i steps', (lag) => {
    fc.assert(
      fc.property(visits, fc.integer({ min: -100, max: 100 }), (list, firstStep) => {
        const sums = new RollingSums(3, WINDOWS, lag);
        const added: { entity: number; step: number; value: number }[] = [];
        let now = firstStep;
        for (const { entity, wait, ago, value } of list) {
          now += wait;
          sums.moveTo(entity, now);
          sums.add(entity, now - ago, value);
          added.push({ entity, step: now - ago, value });
          WINDOWS.forEach((window, position) => {
            const inWindow = added.filter(
              (one) => one.entity === entity && one.step <= now - lag && one.step > now - lag - window,
            );
            expect(sums.sum(entity, position)).toBe(inWindow.reduce((sum, one) => sum + one.value, 0));
          });
        }
      }),
    );
  });
});
