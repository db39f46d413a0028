import type { FeatureBinning } from './binning.js';
import { CODES_PER_FEATURE, FlatTrees, MISSING_RIGHT } from './flat-trees.js';
import type { ForestParameters } from './parameters.js';
import { RankTable, indexOfCategory } from './rank-table.js';
import { PROBABILITY_ONE, impurityImportances, type Tree } from './tree.js';

/** Rows of a batch that go down one tree before the next: their codes stay in the first-level cache beside it. */
const BLOCK_ROWS = 128;

/** What made the trees: this room's histogram-based grower, or the package ml-random-forest. */
export type EngineName = 'histogram-forest' | 'ml-random-forest';

/** Everything a forest is made of; the artefact holds exactly this. */
export interface ForestContent {
  readonly engine: EngineName;
  readonly parameters: ForestParameters;
  /** [nFeatures]; at most 65,534 cuts each. */
  readonly binnings: readonly FeatureBinning[];
  readonly trees: readonly Tree[];
}

/**
 * A fitted random forest for two classes (Breiman, "Random forests", 2001). Its probability is the mean over the trees of the share of label 1
 * in the leaf that the row reaches.
 *
 * A row is first coded, each value as the number of its feature's cuts below it; the trees then compare 16-bit codes, and a missing value is a code that any split sends to the
 * side it learned. Immutable; about 24 bytes a node.
 */
export class Forest implements ForestContent {
  readonly engine: EngineName;
  readonly parameters: ForestParameters;
  readonly nFeatures: number;
  readonly binnings: readonly FeatureBinning[];
  readonly trees: readonly Tree[];
  /** [nFeatures]: see {@link impurityImportances}. */
  readonly impurityImportances: Float64Array;

  private readonly flat: FlatTrees;
  private readonly rankTables: readonly RankTable[];
  private readonly codes: Uint16Array;
  private readonly scale: number;

  constructor(content: ForestContent) {
    this.engine = content.engine;
    this.parameters = content.parameters;
    this.binnings = content.binnings;
    this.trees = content.trees;
    this.nFeatures = content.binnings.length;
    this.impurityImportances = impurityImportances(content.trees, this.nFeatures);
    this.flat = new FlatTrees(content.trees);
    this.rankTables = content.binnings.map(
      (binning) => new RankTable(binning.kind === 'numeric' ? binning.cuts : binning.categories),
    );
    this.codes = new Uint16Array(BLOCK_ROWS * this.rowCodes);
    this.scale = 1 / (content.trees.length * PROBABILITY_ONE);
  }

  /** Mean over the trees of the share of label 1 among the rows that each drew: what the forest says before it knows a feature. */
  get baseProbability(): number {
    return this.flat.sumOfRoots() * this.scale;
  }

  /**
   * P(label 1) of one row of nFeatures values, NaN for missing. A category that the training set did not have is treated as missing.
   * @throws RangeError when the row has another length.
   */
  predictProbability(row: Float64Array): number {
    this.checkRow(row);
    this.codeRow(row, 0, 0);
    return this.flat.sumOfLeaves(this.codes, 0) * this.scale;
  }

  /**
   * P(label 1) of many rows, row-major [nRows x nFeatures]; equal to {@link predictProbability} of each. Cost O(nRows x trees x depth).
   * @throws RangeError when the array has another length.
   */
  predictProbabilities(rows: Float64Array, nRows: number): Float64Array {
    if (rows.length !== nRows * this.nFeatures) {
      throw new RangeError(`${rows.length} values for ${nRows} rows; expected ${nRows * this.nFeatures}.`);
    }
    const sums = new Float64Array(nRows);
    for (let first = 0; first < nRows; first += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, nRows - first);
      for (let k = 0; k < size; k++) this.codeRow(rows, (first + k) * this.nFeatures, k * this.rowCodes);
      this.flat.addBlock(this.codes, this.rowCodes, size, sums, first);
    }
    for (let row = 0; row < nRows; row++) sums[row] *= this.scale;
    return sums;
  }

  /**
   * [nFeatures]: how much the forest's probability changes at the splits on each feature that the row goes through. Each is a whole number of
   * units of 2^-30 / trees, summed without rounding and scaled once; in units they sum to the row's probability minus {@link baseProbability}.
   */
  changesByFeature(row: Float64Array): Float64Array {
    this.checkRow(row);
    this.codeRow(row, 0, 0);
    const units = new Float64Array(this.nFeatures);
    this.flat.walk(this.codes, (feature, change) => {
      units[feature] += change;
    });
    return units.map((sum) => sum * this.scale);
  }

  private get rowCodes(): number {
    return CODES_PER_FEATURE * this.nFeatures;
  }

  private checkRow(row: Float64Array): void {
    if (row.length !== this.nFeatures)
      throw new RangeError(`The row has ${row.length} values; expected ${this.nFeatures}.`);
  }

  private codeRow(rows: Float64Array, from: number, to: number): void {
    const { binnings, codes, rankTables } = this;
    for (let feature = 0, at = to; feature < binnings.length; feature++, at += CODES_PER_FEATURE) {
      const value = rows[from + feature];
      const binning = binnings[feature];
      if (binning.kind === 'categorical') {
        const index = indexOfCategory(binning.categories, value);
        codes[at] = codes[at + 1] = index < 0 ? binning.categories.length : index;
      } else if (value === value) {
        codes[at] = codes[at + 1] = rankTables[feature].rank(value);
      } else {
        codes[at] = 0;
        codes[at + 1] = MISSING_RIGHT;
      }
    }
  }
}
