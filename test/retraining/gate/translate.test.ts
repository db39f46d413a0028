import { expect, it } from 'vitest';
import { translate } from '../../../src/retraining/gate/translate.js';
import { testConfig } from '../../support/config.js';

const [amount, channel, present] = testConfig().features;
const reordered = { ...channel, kind: 'categorical', categories: ['online', 'branch'] } as typeof channel;

it('rows read in another feature list by name, categories by their text, lacking ones as unseen', () => {
  const columns = [Float64Array.of(1, 2, 3, 4), Float64Array.of(0, 1, 2, NaN), Float64Array.of(1, 0, 1, 0)];
  expect(translate(columns, [amount, channel, present], [reordered, amount])).toEqual({
    kind: 'columns',
    columns: [Float64Array.of(2, 0, 2, NaN), columns[0]],
  });
});

it('features that are not there, or of another kind, are in the way', () => {
  const asNumber = { ...amount, name: 'card_present' };
  expect(translate([], [amount, asNumber], [amount, channel, present])).toEqual({
    kind: 'unreadable',
    features: ['channel', 'card_present'],
  });
});
