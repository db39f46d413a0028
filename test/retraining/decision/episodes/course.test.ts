import { expect, it } from 'vitest';
import type { ConditionResult } from '../../../../src/retraining/decision/conditions/condition-result.js';
import {
  courseOf,
  type Episode,
  labelsForNextRun,
  type Treatment,
} from '../../../../src/retraining/decision/episodes/episode.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-10T02:00:00Z');
const POLICY = { cooldownMs: 6 * HOUR, maximumPerDay: 2, minimumLabels: 100, windowMs: 7 * 24 * HOUR };
const UNTREATED: Treatment = { run: undefined, labels: 0, failedRuns: 0 };
const treated = (outcome: string, hoursAgo: number, labels = 0): Treatment => ({
  run: { id: 7, outcome, finishedAt: NOW - hoursAgo * HOUR, nextAfterLabels: 4_000 },
  labels,
  failedRuns: 0,
});
const wait = 'the figures have not had time to follow run 7';

it.each<[string, Episode['state'], ConditionResult['state'], Treatment, string, string?]>([
  ['a fine figure heals', 'open', 'ok', UNTREATED, 'heal'],
  ['a fine figure heals what was escalated', 'escalated', 'ok', UNTREATED, 'heal'],
  ['no data heals nothing', 'open', 'no-data', treated('deployed', 900), 'keep'],
  ['an error heals nothing', 'open', 'error', treated('deployed', 900), 'keep'],
  ['no data leaves escalated ones where they are', 'escalated', 'no-data', UNTREATED, 'hold', 'people were told'],
  ['a breach of an escalated one starts nothing', 'escalated', 'breach', UNTREATED, 'hold', 'people were told'],
  [
    'so does one with fewer newer labels than another run needs',
    'escalated',
    'breach',
    treated('deployed', 200, 3_999),
    'hold',
    '3999 of the 4000 newer labels',
  ],
  [
    'what was to cure it was rolled back: it waits for news as well',
    'rolled-back',
    'breach',
    treated('deployed', 200, 3_999),
    'hold',
    'was rolled back and people were told: 3999 of the 4000 newer labels',
  ],
  ['and may have another run then', 'rolled-back', 'breach', treated('deployed', 200, 4_000), 'keep'],
  ['with all of them it may have another run', 'escalated', 'breach', treated('deployed', 200, 4_000), 'keep'],
  ['a breach without a finished run may have one', 'open', 'breach', UNTREATED, 'keep'],
  ['one run that failed may be followed by another', 'open', 'breach', { ...UNTREATED, failedRuns: 1 }, 'keep'],
  [
    'as many failures as runs a day escalate',
    'open',
    'breach',
    { ...UNTREATED, failedRuns: 2 },
    'escalate',
    '2 runs for it failed',
  ],
  [
    'in the cooldown it waits',
    'open',
    'breach',
    treated('deployed', 5, 100),
    'hold',
    `${wait} (deployed): the cooldown of 6h has not passed`,
  ],
  [
    'without labels it waits',
    'open',
    'breach',
    treated('deployed', 6, 99),
    'hold',
    `${wait} (deployed): 99 of 100 labels have come`,
  ],
  [
    'with labels past the cooldown it escalates',
    'open',
    'breach',
    treated('deployed', 6, 100),
    'escalate',
    'run 7 (deployed) did not cure it',
  ],
  [
    'so it does after a moved threshold',
    'open',
    'breach',
    treated('threshold-moved', 6, 100),
    'escalate',
    'run 7 (threshold-moved) did not cure it',
  ],
  [
    'a refusal changed nothing: no labels are waited for',
    'open',
    'breach',
    treated('refused', 6),
    'escalate',
    'run 7 (refused) did not cure it',
  ],
  ['but the cooldown is', 'open', 'breach', treated('refused', 5), 'hold', 'cooldown'],
  [
    'a window later the figures are all of the new version',
    'open',
    'breach',
    treated('deployed', 7 * 24),
    'escalate',
    'did not cure it',
  ],
  [
    'an hour before, labels are waited for',
    'open',
    'breach',
    treated('deployed', 7 * 24 - 1),
    'hold',
    '0 of 100 labels',
  ],
])('%s', (_, state, seen, treatment, kind, reason = '') => {
  const course = courseOf({ state }, seen, treatment, POLICY, NOW);
  expect(course.kind).toBe(kind);
  expect('reason' in course ? course.reason : '').toContain(reason);
});

it('each further run that did not help doubles the wait for the next', () => {
  expect([1, 2, 3].map((runs) => labelsForNextRun(4_000, runs))).toEqual([4_000, 8_000, 16_000]);
});
