import { expect, it } from 'vitest';
import { describeEstimate } from '../../src/metrics/estimates/estimate-answer.js';

const ESTIMATE = {
  modelVersion: 'v1',
  estimate: { predictions: 700, expectedPositives: 56, figures: {} },
  comparisons: [],
};

it.each([
  [undefined, { trusted: null, reason: expect.stringContaining('could be compared') }],
  [true, { trusted: true }],
  [false, { trusted: false, warning: expect.stringContaining('were wrong') }],
])('an estimate whose trust is %s says why, unless it is trusted', (trusted, expected) => {
  const { trusted: shown, reason, warning } = describeEstimate({ ...ESTIMATE, trusted }) as Record<string, unknown>;
  expect({
    trusted: shown,
    ...(reason !== undefined && { reason }),
    ...(warning !== undefined && { warning }),
  }).toEqual(expected);
});
