import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelQueue } from '../../src/commands/traffic/label-queue.js';

const label = (transactionId: string) => ({ transactionId, positive: false, predicted: false });

describe('labels that wait', () => {
  it('leave in the order of their due times, and of their coming where these are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (dueTimes) => {
        const queue = new LabelQueue();
        for (const [index, dueMs] of dueTimes.entries()) queue.add(label(`${index}`), dueMs);
        const expected = dueTimes.map((dueMs, index) => ({ dueMs, index })).sort((a, b) => a.dueMs - b.dueMs);
        expect(queue.takeDue(20, Infinity)).toEqual(expected.map(({ index }) => label(`${index}`)));
        expect(queue.size).toBe(0);
      }),
    );
  });

  it('leave when they are due, no more at a time than asked for', () => {
    const queue = new LabelQueue();
    for (const dueMs of [30, 10, 20]) queue.add(label(`${dueMs}`), dueMs);
    expect(queue.nextDueMs).toBe(10);
    expect(queue.takeDue(9, 10)).toEqual([]);
    expect(queue.takeDue(25, 1)).toEqual([label('10')]);
    expect(queue.takeDue(25, 10)).toEqual([label('20')]);
    expect(queue.takeDue(Infinity, 10)).toEqual([label('30')]);
    expect(queue.takeDue(Infinity, 10)).toEqual([]);
    expect(queue.nextDueMs).toBe(Infinity);
  });
});
