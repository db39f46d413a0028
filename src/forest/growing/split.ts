import { MISSING_BIN } from '../binning.js';
import { COUNT_FIELD, HISTOGRAM_SIZE } from './histogram.js';

/** Draws that a category needs before its own positive rate outweighs the node's when categories are put in order. */
const CATEGORY_PRIOR_DRAWS = 5;

/**
 * Searches a node's histograms for the split with the least weighted Gini impurity (Breiman, Friedman, Olshen and Stone, 1984).
 * One object serves a thread: {@link startNode}, then {@link tryFeature} for each candidate, then the public fields hold the best.
 *
 * Numeric: every gap between two occupied bins, the cut in the middle of the gap. Missing values are tried on either side, and
 * alone. Categorical: categories in the order of their smoothed positive rate; the best of all subsets is then a prefix (Fisher, 1958; Breiman et al., 1984).
 * What the node has not seen (a category, a missing value) follows the child with more draws.
 *
 * The criterion is {@link sideImpurity}, of the counts in the histograms' counters: another criterion changes these alone.
 */
export class SplitSearch {
  /** -1 while no split is valid. */
  feature = -1;
  isCategorical = false;
  /** Greatest bin that goes left. */
  threshold = 0;
  isMissingLeft = false;
  leftDraws = 0;
  leftPositives = 0;
  /** Sum over both sides of negatives x positives / weight. */
  impurity = Infinity;
  /** By bin, for a categorical split. */
  readonly goesLeft = new Uint8Array(HISTOGRAM_SIZE);

  private draws = 0;
  private positives = 0;
  /** The occupied bins of the feature at hand, and their counters. */
  private readonly bins = new Int32Array(HISTOGRAM_SIZE);
  private readonly counters = new Float64Array(HISTOGRAM_SIZE);
  private readonly order = new Int32Array(HISTOGRAM_SIZE);
  private readonly rates = new Float64Array(HISTOGRAM_SIZE);

  constructor(
    private readonly negativeWeight: number,
    private readonly positiveWeight: number,
    private readonly minSamplesLeaf: number,
  ) {}

  startNode(draws: number, positives: number): void {
    this.feature = -1;
    this.impurity = Infinity;
    this.draws = draws;
    this.positives = positives;
  }

  /**
   * Compares all splits of one feature with the best so far.
   * @param at where its histogram starts. @param nBins how many bins hold values. Cost O(nBins), categorical O(nBins log nBins).
   */
  tryFeature(feature: number, histograms: Float64Array, at: number, nBins: number, isCategorical: boolean): void {
    const { bins, counters } = this;
    let nOccupied = 0;
    for (let bin = 0; bin < nBins; bin++) {
      const counter = histograms[at + bin];
      bins[nOccupied] = bin;
      counters[nOccupied] = counter;
      nOccupied += counter === 0 ? 0 : 1;
    }
    const missing = histograms[at + MISSING_BIN];
    if (isCategorical) {
      bins[nOccupied] = MISSING_BIN;
      counters[nOccupied] = missing;
      this.tryCategories(feature, missing === 0 ? nOccupied : nOccupied + 1);
      return;
    }
    const { draws, positives, negativeWeight, positiveWeight, minSamplesLeaf } = this;
    // What goes left besides the bins: nothing, then missing values, if there are any.
    for (let onLeft = 0; ; onLeft = missing) {
      let left = onLeft;
      let best = this.impurity;
      let bestK = 0;
      for (let k = 1; k < nOccupied; k++) {
        left += counters[k - 1];
        const leftPositives = Math.floor(left * (1 / COUNT_FIELD));
        const leftDraws = left - leftPositives * COUNT_FIELD;
        const rightDraws = draws - leftDraws;
        const rightPositives = positives - leftPositives;
        const impurity =
          sideImpurity(leftDraws, leftPositives, negativeWeight, positiveWeight) +
          sideImpurity(rightDraws, rightPositives, negativeWeight, positiveWeight);
        if (impurity < best && leftDraws >= minSamplesLeaf && rightDraws >= minSamplesLeaf) {
          best = impurity;
          bestK = k;
          this.leftDraws = leftDraws;
          this.leftPositives = leftPositives;
        }
      }
      if (bestK > 0) {
        this.impurity = best;
        const isMissingLeft = missing === 0 ? this.leftDraws * 2 >= draws : onLeft !== 0;
        this.keepCut(feature, (bins[bestK - 1] + bins[bestK] - 1) >> 1, isMissingLeft);
      }
      if (onLeft === missing) break;
    }
    if (missing === 0 || nOccupied === 0) return;
    const missingPositives = Math.floor(missing / COUNT_FIELD);
    const presentDraws = draws - (missing - missingPositives * COUNT_FIELD);
    if (this.consider(presentDraws, positives - missingPositives)) this.keepCut(feature, nBins - 1, false);
  }

  private tryCategories(feature: number, nOccupied: number): void {
    const { bins, counters, order, rates } = this;
    const prior = this.positives / this.draws;
    for (let k = 0; k < nOccupied; k++) {
      const positives = Math.floor(counters[k] / COUNT_FIELD);
      const draws = counters[k] - positives * COUNT_FIELD;
      const rate = (positives + CATEGORY_PRIOR_DRAWS * prior) / (draws + CATEGORY_PRIOR_DRAWS);
      let j = k;
      for (; j > 0 && rates[j - 1] > rate; j--) {
        rates[j] = rates[j - 1];
        order[j] = order[j - 1];
      }
      rates[j] = rate;
      order[j] = k;
    }
    let left = 0;
    let best = 0;
    for (let k = 1; k < nOccupied; k++) {
      left += counters[order[k - 1]];
      const positives = Math.floor(left / COUNT_FIELD);
      if (this.consider(left - positives * COUNT_FIELD, positives)) best = k;
    }
    if (best === 0) return;
    this.feature = feature;
    this.isCategorical = true;
    this.goesLeft.fill(this.leftDraws * 2 >= this.draws ? 1 : 0);
    for (let k = 0; k < nOccupied; k++) this.goesLeft[bins[order[k]]] = k < best ? 1 : 0;
  }

  private consider(draws: number, positives: number): boolean {
    const rightDraws = this.draws - draws;
    if (draws < this.minSamplesLeaf || rightDraws < this.minSamplesLeaf) return false;
    const { negativeWeight, positiveWeight } = this;
    const impurity =
      sideImpurity(draws, positives, negativeWeight, positiveWeight) +
      sideImpurity(rightDraws, this.positives - positives, negativeWeight, positiveWeight);
    if (impurity >= this.impurity) return false;
    this.impurity = impurity;
    this.leftDraws = draws;
    this.leftPositives = positives;
    return true;
  }

  private keepCut(feature: number, threshold: number, isMissingLeft: boolean): void {
    this.feature = feature;
    this.isCategorical = false;
    this.threshold = threshold;
    this.isMissingLeft = isMissingLeft;
  }
}

/** Gini impurity of one side of a split times its weight, but for factors that all splits of a node share; NaN for an empty side. */
function sideImpurity(draws: number, positives: number, negativeWeight: number, positiveWeight: number): number {
  const negatives = draws - positives;
  return (negatives * positives) / (negatives * negativeWeight + positives * positiveWeight);
}
