import { chiSquaredSurvival } from '../special-functions/chi-squared-distribution.js';
import { addCounts } from '../summaries/bins.js';

/** Fewer blocks say too little of how blocks differ. */
const LEAST_BLOCKS = 3;
/** Chance that rows which come independently pass for clustered at one block length. */
const SIGNIFICANCE = 0.003;

/**
 * How many rows of a stream say as much as one independent row: its design effect, from how far the bin shares of
 * consecutive blocks of it lie apart.
 *
 *     phi = X^2 / df,   X^2 = sum_{j, b} (c_jb - n_j s_b)^2 / (n_j s_b),   df = (blocks - 1) (bins - 1)
 *
 * with c_jb the rows of block j in bin b, n_j those of block j and s_b the share of bin b in all blocks: Pearson's
 * overdispersion. Rows that depend on each other for longer than a block differ more between longer ones, so blocks are
 * doubled until 3 are left, and the largest phi counts. A length at which X^2 is no rarer than 3 in 1,000 for independent
 * rows counts as 1. A change within the stream counts as dependence, too: one stream can't tell the two apart.
 *
 * @param blocks [blocks][bins] counts of consecutive stretches of equal length in time
 * @returns at least 1; undefined with fewer than 3 blocks or 2 occupied bins. Cost: O(blocks x bins).
 * @throws RangeError when blocks have not the same number of bins
 * @see Kish 1965, Survey Sampling, section 8.2; McCullagh & Nelder 1989, Generalized Linear Models, section 4.5
 */
export function designEffect(blocks: readonly (readonly number[])[]): number | undefined {
  let largest: number | undefined;
  for (const length of lengths(Math.floor(blocks.length / LEAST_BLOCKS))) {
    const { statistic, degreesOfFreedom } = homogeneity(joined(blocks, length));
    if (degreesOfFreedom <= 0) return largest;
    const isClustered = chiSquaredSurvival(statistic, degreesOfFreedom) < SIGNIFICANCE;
    const phi = isClustered ? statistic / degreesOfFreedom : 1;
    largest = Math.max(largest ?? 1, phi);
  }
  return largest;
}

/** 1, 2, 4 and so on below the longest, and the longest. */
function lengths(longest: number): number[] {
  const doubled: number[] = [];
  for (let length = 1; length < longest; length *= 2) doubled.push(length);
  return longest < 1 ? [] : [...doubled, longest];
}

/** Blocks so many times as long; what is too short for one at the end is left out. */
function joined(blocks: readonly (readonly number[])[], length: number): (readonly number[])[] {
  return Array.from({ length: Math.floor(blocks.length / length) }, (_, j) =>
    blocks.slice(j * length, (j + 1) * length).reduce((sum, block) => addCounts(sum, block)),
  );
}

function homogeneity(blocks: readonly (readonly number[])[]): { statistic: number; degreesOfFreedom: number } {
  const filled = blocks.filter((block) => rowsOf(block) > 0);
  const all = filled.reduce<readonly number[]>(addCounts, new Array<number>(blocks[0].length).fill(0));
  const rows = rowsOf(all);
  let statistic = 0;
  for (const block of filled) {
    const share = rowsOf(block) / rows;
    for (let b = 0; b < all.length; b++)
      if (all[b] > 0) statistic += (block[b] - all[b] * share) ** 2 / (all[b] * share);
  }
  return { statistic, degreesOfFreedom: (filled.length - 1) * (all.filter((count) => count > 0).length - 1) };
}

function rowsOf(block: readonly number[]): number {
  return block.reduce((sum, count) => sum + count, 0);
}
