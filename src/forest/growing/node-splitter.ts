import type { BinnedSet } from '../binned-set.js';
import { MISSING_BIN } from '../binning.js';
import { featuresPerSplit, type ForestParameters } from '../parameters.js';
import type { Random } from '../random.js';
import { BLOCK_ROWS, HISTOGRAM_SIZE, fillHistograms } from './histogram.js';
import { SplitSearch } from './split.js';

/**
 * Finds the best split of a node among a random subset of features, drawn anew for each node (Breiman, 2001). One object serves a thread.
 */
export class NodeSplitter {
  /** What {@link find} found. */
  readonly search: SplitSearch;
  /** By bin of the feature found: 1 where the split sends it left. */
  readonly goesLeft = new Uint8Array(HISTOGRAM_SIZE);

  private readonly nFeatures: number;
  private readonly nTried: number;
  private readonly features: Int32Array;
  private readonly histograms: Float64Array;

  constructor(
    private readonly set: BinnedSet,
    parameters: ForestParameters,
  ) {
    this.nFeatures = set.binCounts.length;
    this.nTried = featuresPerSplit(parameters.maxFeatures, this.nFeatures);
    this.features = new Int32Array(this.nFeatures);
    this.histograms = new Float64Array(this.nTried * HISTOGRAM_SIZE);
    const [negativeWeight, positiveWeight] = parameters.classWeight === 'balanced' ? balancedWeights(set) : [1, 1];
    this.search = new SplitSearch(negativeWeight, positiveWeight, parameters.minSamplesLeaf);
  }

  /** Puts the features back in order, so that a tree's draws don't depend on the trees before it. */
  startTree(): void {
    for (let feature = 0; feature < this.nFeatures; feature++) this.features[feature] = feature;
  }

  /**
   * Searches the rows `codes[start..end)`; false when no split is valid. Tries as many features as asked for, and further ones only while none of them
   * splits the node, as scikit-learn does. Cost O(rows x features tried + bins x features tried).
   */
  find(
    codes: Uint32Array,
    start: number,
    end: number,
    matrix: Uint8Array,
    draws: number,
    positives: number,
    random: Random,
  ): boolean {
    const { set, search, features, nFeatures, histograms } = this;
    search.startNode(draws, positives);
    let from = 0;
    for (let to = this.nTried; from < nFeatures && search.feature < 0; from = to++) {
      for (let k = from; k < to; k++) this.drawFeature(k, random);
      histograms.fill(0, 0, (to - from) * HISTOGRAM_SIZE);
      for (let first = start; first < end; first += BLOCK_ROWS) {
        fillHistograms(
          codes,
          first,
          Math.min(end, first + BLOCK_ROWS),
          matrix,
          set.stride,
          features,
          from,
          to,
          histograms,
        );
      }
      for (let k = from; k < to; k++) {
        const feature = features[k];
        const at = (k - from) * HISTOGRAM_SIZE;
        search.tryFeature(feature, histograms, at, set.binCounts[feature], set.isCategorical[feature] === 1);
      }
    }
    if (search.feature < 0) return false;
    this.setSides();
    return true;
  }

  /** Swaps a feature drawn from those not drawn yet into place k (Fisher and Yates). */
  private drawFeature(k: number, random: Random): void {
    const { features } = this;
    const other = k + random.below(this.nFeatures - k);
    const feature = features[other];
    features[other] = features[k];
    features[k] = feature;
  }

  private setSides(): void {
    const { goesLeft, search } = this;
    if (search.isCategorical) {
      goesLeft.set(search.goesLeft);
      return;
    }
    goesLeft.fill(0);
    goesLeft.fill(1, 0, search.threshold + 1);
    goesLeft[MISSING_BIN] = search.isMissingLeft ? 1 : 0;
  }
}

/** n / (2 n_c) for each class c, sample weights counted in. */
function balancedWeights({ labels, weights }: BinnedSet): [number, number] {
  let total = 0;
  let positive = 0;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    positive += weight * labels[row];
  }
  const isOneClass = positive === 0 || positive === total;
  return isOneClass ? [1, 1] : [total / (2 * (total - positive)), total / (2 * positive)];
}
