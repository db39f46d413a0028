import { expect, it } from 'vitest';
import { outcomeNotice } from '../../../src/retraining/notify/outcome-notice.js';
import { DEPLOYED_RUN, REFUSED_RUN, without } from '../mlflow/reports.js';

it('a deployment is told with figures before and after, and with the figure that called for it', () => {
  expect(outcomeNotice(DEPLOYED_RUN)).toEqual({
    key: 'run-17-deployed',
    kind: 'deployed',
    severity: 'info',
    title: 'v2 replaces v1: accuracy 0.790 → 0.915',
    text: 'It was fitted on 10,000 rows and passed every check against v1 on the same 2,000 newest rows. It is on probation now.',
    facts: [
      { name: 'accuracy', value: '0.790 → 0.915' },
      { name: 'average precision', value: '0.512 → 0.774' },
      { name: 'precision', value: '0.400 → 0.710' },
      { name: 'recall', value: '0.610 → 0.800' },
      { name: 'decision threshold', value: '0.500 → 0.420' },
      { name: 'accuracy in service', value: '0.786 (ml_model_accuracy < 0.90)' },
      { name: 'cause', value: 'condition:accuracy' },
      { name: 'asked by', value: 'schedule: the daily check' },
    ],
    links: [
      { title: 'run 17', path: '/admin/retrains/17' },
      { title: 'model v2', path: '/models/v2' },
    ],
  });
});

it('a first version has nothing to be compared with', () => {
  const validate = { ...DEPLOYED_RUN.validate!, champion: null };
  const { title, text, facts } = outcomeNotice({ ...DEPLOYED_RUN, validate });
  expect(title).toBe('v2 is the first version to answer');
  expect(text).toBe('It was fitted on 10,000 rows; there was no version to compare it with.');
  expect(facts).toContainEqual({ name: 'accuracy', value: '0.915' });
});

it('a refused challenger is told with the checks that it failed', () => {
  expect(outcomeNotice(REFUSED_RUN)).toMatchObject({
    key: 'run-18-refused',
    kind: 'refused',
    severity: 'warning',
    title: 'Challenger v2 was refused, v1 stays: accuracy 0.790 → 0.700',
    text: 'It failed 1 of 2 checks against v1 on the same rows. The active version answers as before.',
    facts: expect.arrayContaining([
      { name: 'accuracy', value: '70.00 % against the champion’s 79.00 %' },
      { name: 'average precision', value: '0.512 → 0.410' },
      { name: 'precision', value: '0.400 → none' },
      { name: 'labelled rows', value: '12,000, 900 positive' },
    ]),
  });
});

it('a run that was refused before it trained is told with the reason', () => {
  const explanation = 'training needs 1,000 labelled rows, and there are 12';
  const report = { ...without(REFUSED_RUN, 'train', 'validate'), run: { ...REFUSED_RUN.run, explanation } };
  expect(outcomeNotice(report)).toMatchObject({
    title: `Retraining was refused: ${explanation}`,
    text: explanation,
    links: [{ title: 'run 18', path: '/admin/retrains/18' }],
  });
});

it('a threshold that was moved is told with figures before and after', () => {
  const thresholdOnly = {
    version: 'v1',
    heals: true,
    reason: 'a threshold of 0.31 costs 12 % less',
    threshold: 0.5,
    movedTo: 0.31,
    before: { accuracy: 0.88, recall: 0.4, costPerRow: 1.25 },
    after: { accuracy: 0.91, recall: 0.7, costPerRow: 1.1 },
  };
  const report = {
    ...without(DEPLOYED_RUN, 'train', 'validate'),
    run: { ...DEPLOYED_RUN.run, outcome: 'threshold-moved' as const, explanation: thresholdOnly.reason },
    outcome: 'threshold-moved' as const,
    prepare: { ...DEPLOYED_RUN.prepare!, thresholdOnly },
  };
  expect(outcomeNotice(report)).toMatchObject({
    key: 'run-17-threshold-moved',
    kind: 'threshold-moved',
    title: 'v1 has a new decision threshold: 0.500 → 0.310',
    text: 'a threshold of 0.31 costs 12 % less. No new version was needed.',
    facts: expect.arrayContaining([
      { name: 'accuracy', value: '0.880 → 0.910' },
      { name: 'recall', value: '0.400 → 0.700' },
      { name: 'cost a row', value: '1.250 → 1.100' },
    ]),
  });
});
