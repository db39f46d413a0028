import { expect, it } from 'vitest';
import { outputLines } from '../../src/commands/admin/output-lines.js';

it.each([
  ['a check', { decision: 'retrain', cause: 'condition:accuracy' }, ['decision: retrain', 'cause: condition:accuracy']],
  [
    'evidence',
    { evidence: [{ name: 'accuracy', state: 'breach', value: 0.78612345, detail: 'model_version="v1"' }] },
    ['evidence: accuracy state breach, value 0.7861 (model_version="v1")'],
  ],
  [
    'rows',
    { rows: 47_000, held_out: { rows: 2_270, positives: 500, from: '2026-03-20T10:11:12.000Z' } },
    ['rows: 47,000', 'held out: rows 2,270, positives 500, from 2026-03-20 10:11'],
  ],
  [
    'verdicts of the gate',
    {
      checks: [
        { name: 'accuracy', passed: true, value: 0.95, limit: 0.9, detail: '95 % is enough' },
        { name: 'segments', passed: false, value: null, limit: 0.05, detail: 'one lost' },
      ],
      passed: false,
    },
    ['passed accuracy: 95 % is enough', 'FAILED segments: one lost', 'passed: no'],
  ],
  [
    'figures of two models',
    { champion: { version: 'v1', figures: { accuracy: 0.7754321 } }, thresholds: null },
    ['champion: version v1, figures accuracy 0.7754'],
  ],
  [
    'lists of words',
    { notices: ['run-1-deployed', 'run-1-started'], none: [] },
    ['notices: run-1-deployed, run-1-started'],
  ],
  ['nothing', null, []],
])('%s', (_, output, lines) => {
  expect(outputLines(output)).toEqual(lines);
});
