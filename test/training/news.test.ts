import { expect, test } from 'vitest';
import { handedOver, type News } from '../../src/training/news.js';

test('out-of-bag opinions, 10 bytes a row, are handed over and not held twice', () => {
  const news: News = { kind: 'out-of-bag', sums: Float64Array.of(1, 2), trees: Uint16Array.of(3, 4) };
  const received = structuredClone(news, { transfer: handedOver(news) });
  expect(received).toEqual({ kind: 'out-of-bag', sums: Float64Array.of(1, 2), trees: Uint16Array.of(3, 4) });
  expect([news.sums.byteLength, news.trees.byteLength]).toEqual([0, 0]);
});

test('other news is small and copied', () => {
  expect(handedOver({ kind: 'binned' })).toEqual([]);
});
