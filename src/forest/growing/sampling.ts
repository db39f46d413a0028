import type { ForestParameters } from '../parameters.js';
import type { Random } from '../random.js';
import { BLOCK_ROWS } from './histogram.js';

/**
 * A row code is what the growing of a tree moves about instead of rows: row << 4 | draws << 1 | label. The row's number of draws
 * and its label travel with it, so that a pass over a node reads no other array. A row drawn more than 7 times has several codes.
 */
const DRAWS_PER_CODE = 7;

/** The rows of one tree as row codes in row order. */
export interface Bag {
  /** [size]: the draws that grow the tree. */
  readonly grown: Uint32Array;
  grownSize: number;
  draws: number;
  positives: number;
  /** [size]: rows that ride along to their leaves: with no draws, out of bag; else drawn, but not for growing. */
  readonly riders: Uint32Array;
  ridersSize: number;
}

/**
 * Draws a tree's bootstrap as counts: `counts[row]` is how often the row was drawn; 0 is out of bag.
 *
 * Without weights: n draws with replacement (Breiman, "Bagging predictors", 1996). With weights: a Poisson number of draws with
 * mean n w / sum(w) for each row (the Poisson bootstrap; Chamandy et al., 2012), so that the weights are in the counts and all
 * later counting is of integers. Without bootstrap each row counts once, or by its weight rounded at random.
 * At least one row is drawn. Cost O(n). @param weights [n], their sum positive and finite.
 */
export function drawBootstrap(
  counts: Uint16Array,
  weights: Float64Array | undefined,
  bootstrap: boolean,
  random: Random,
): void {
  const n = counts.length;
  if (weights !== undefined) {
    let total = 0;
    for (let row = 0; row < n; row++) total += weights[row];
    // Of a few rows a Poisson bootstrap may draw none, at most once in e times: there is then no tree to grow, and it is drawn anew.
    for (let drawn = 0; drawn === 0;) {
      for (let row = 0; row < n; row++) {
        const mean = (weights[row] / total) * n;
        counts[row] = bootstrap ? poisson(mean, random) : Math.min(0xffff, mean + random.unit());
        drawn += counts[row];
      }
    }
  } else if (bootstrap) {
    counts.fill(0);
    for (let draw = 0; draw < n; draw += BLOCK_ROWS) drawRows(counts, Math.min(BLOCK_ROWS, n - draw), random);
  } else {
    counts.fill(1);
  }
}

function drawRows(counts: Uint16Array, size: number, random: Random): void {
  for (let draw = 0; draw < size; draw++) counts[random.below(counts.length)]++;
}

/** By inversion for small means, by its normal limit above 30. */
function poisson(mean: number, random: Random): number {
  if (mean > 30) {
    const normal = Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
    return Math.min(0xffff, Math.max(0, Math.round(mean + Math.sqrt(mean) * normal)));
  }
  let k = 0;
  let term = Math.exp(-mean);
  for (let u = random.unit(); u >= term && k < 200; k++) {
    u -= term;
    term *= mean / (k + 1);
  }
  return k;
}

/**
 * Lists the rows of a tree. All drawn rows grow it; for a balanced bootstrap the draws of the larger class are thinned at random to the number
 * of the smaller one's, and the others ride along. Cost O(n).
 */
export function fillBag(
  bag: Bag,
  counts: Uint16Array,
  labels: Uint8Array,
  classWeight: ForestParameters['classWeight'],
  random: Random,
): void {
  const keep = classWeight === 'balanced-bootstrap' ? shareToKeep(counts, labels) : undefined;
  bag.grownSize = bag.ridersSize = bag.draws = bag.positives = 0;
  for (let row = 0; row < counts.length; row += BLOCK_ROWS) {
    addRows(bag, counts, labels, keep, random, row, Math.min(counts.length, row + BLOCK_ROWS));
  }
}

function addRows(
  bag: Bag,
  counts: Uint16Array,
  labels: Uint8Array,
  keep: readonly [number, number] | undefined,
  random: Random,
  from: number,
  to: number,
): void {
  const { grown, riders } = bag;
  let { grownSize, ridersSize, draws, positives } = bag;
  for (let row = from; row < to; row++) {
    const label = labels[row];
    const drawn = counts[row];
    const kept = keep === undefined || keep[label] === 1 ? drawn : thin(drawn, keep[label], random);
    // Both lists are written and only one advances: whether a row was drawn is a coin's toss that no branch can foresee.
    let rest = kept;
    do {
      grown[grownSize] = (row << 4) | (Math.min(rest, DRAWS_PER_CODE) << 1) | label;
      grownSize += rest > 0 ? 1 : 0;
      rest -= DRAWS_PER_CODE;
    } while (rest > 0);
    rest = drawn - kept;
    do {
      riders[ridersSize] = (row << 4) | (Math.min(rest, DRAWS_PER_CODE) << 1) | label;
      ridersSize += kept === 0 || rest > 0 ? 1 : 0;
      rest -= DRAWS_PER_CODE;
    } while (rest > 0);
    draws += kept;
    positives += kept * label;
  }
  bag.grownSize = grownSize;
  bag.ridersSize = ridersSize;
  bag.draws = draws;
  bag.positives = positives;
}

function shareToKeep(counts: Uint16Array, labels: Uint8Array): [number, number] {
  let draws = 0;
  let positives = 0;
  for (let row = 0; row < counts.length; row++) {
    draws += counts[row];
    positives += counts[row] * labels[row];
  }
  const negatives = draws - positives;
  if (positives === 0 || negatives === 0) return [1, 1];
  return [Math.min(1, positives / negatives), Math.min(1, negatives / positives)];
}

function thin(draws: number, share: number, random: Random): number {
  let kept = 0;
  for (let draw = 0; draw < draws; draw++) if (random.unit() < share) kept++;
  return kept;
}
