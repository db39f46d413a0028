/** Booleans come as numeric 0 and 1. */
export type ColumnKind = 'numeric' | 'categorical';

/** What a forest learns from. Columns in a SharedArrayBuffer are read by the training threads in place, others are copied once. */
export interface TrainingSet {
  /** One per feature. */
  readonly kinds: readonly ColumnKind[];
  /** [nFeatures][nRows]; NaN is missing; a categorical value is an integer code from 0 up. */
  readonly columns: readonly Float64Array[];
  /** [nRows], 0 or 1. */
  readonly labels: Uint8Array;
  /** [nRows], finite and not negative, with a finite positive sum, for instance inverse probabilities of having been labelled. Absent: all equal. */
  readonly weights?: Float64Array;
}

/** Named as in scikit-learn's RandomForestClassifier, in camelCase. */
export interface ForestParameters {
  /** Number of trees, 1 to 10,000. */
  readonly nEstimators: number;
  /** Levels of splits, 1 to 30. */
  readonly maxDepth: number;
  /** A node of fewer distinct rows is a leaf, where a row drawn more than 7 times counts once for every 7 draws begun; 2 or more. */
  readonly minSamplesSplit: number;
  /** A leaf holds at least so many draws (a row drawn twice counts twice); 1 or more. */
  readonly minSamplesLeaf: number;
  /** Features tried at a split: an integer counts them, a fraction below 1 is a share of them. */
  readonly maxFeatures: 'sqrt' | 'log2' | number;
  /** Each tree sees rows drawn with replacement; false: every row once, and no out-of-bag scores. */
  readonly bootstrap: boolean;
  /**
   * How the rarer class is helped to shape the trees. `balanced` weighs classes by the inverse of their share when splits are
   * compared; `balanced-bootstrap` grows each tree on as many draws of one class as of the other (Chen, Liaw and Breiman, "Using
   * random forest to learn imbalanced data", 2004). Leaves state the frequencies of the plain bootstrap in all three, so
   * probabilities stay at the true rate.
   */
  readonly classWeight: 'none' | 'balanced' | 'balanced-bootstrap';
  /** Any 32-bit integer; the same seed grows the same forest, byte for byte, on any number of threads. */
  readonly seed: number;
  /** Distinct values of a feature that splits can tell apart, 2 to 255. */
  readonly maxBins: number;
}

export const DEFAULT_PARAMETERS: ForestParameters = {
  nEstimators: 100,
  maxDepth: 10,
  minSamplesSplit: 5,
  minSamplesLeaf: 1,
  maxFeatures: 'sqrt',
  bootstrap: true,
  classWeight: 'none',
  seed: 42,
  maxBins: 255,
};

/** Draws fit the 26 bits of a packed counter, features 13 bits of a node. */
const MAX_ROWS = 2 ** 25;
export const MAX_FEATURES = 2 ** 13 - 1;

/** @throws RangeError that names the parameter, the value and the range. */
export function checkParameters(parameters: ForestParameters): void {
  const integer = (name: keyof ForestParameters, low: number, high: number): void => {
    const value = parameters[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
      throw new RangeError(`${name} is ${String(value)}; expected an integer from ${low} to ${high}.`);
    }
  };
  integer('nEstimators', 1, 10_000);
  integer('maxDepth', 1, 30);
  integer('minSamplesSplit', 2, MAX_ROWS);
  integer('minSamplesLeaf', 1, MAX_ROWS);
  integer('seed', -(2 ** 31), 2 ** 32 - 1);
  integer('maxBins', 2, 255);
  const { maxFeatures, classWeight, bootstrap } = parameters;
  const isShareOrCount =
    typeof maxFeatures === 'number' && maxFeatures > 0 && (maxFeatures < 1 || Number.isInteger(maxFeatures));
  if (!isShareOrCount && maxFeatures !== 'sqrt' && maxFeatures !== 'log2') {
    throw new RangeError(
      `maxFeatures is ${String(maxFeatures)}; expected 'sqrt', 'log2', a fraction below 1 or an integer.`,
    );
  }
  if (!CLASS_WEIGHTS.includes(classWeight)) {
    throw new RangeError(`classWeight is ${classWeight}; expected ${CLASS_WEIGHTS.join(', ')}.`);
  }
  if (typeof bootstrap !== 'boolean')
    throw new RangeError(`bootstrap is ${String(bootstrap)}; expected true or false.`);
}

const CLASS_WEIGHTS: readonly ForestParameters['classWeight'][] = ['none', 'balanced', 'balanced-bootstrap'];

/** Cost O(rows). @throws RangeError when lengths disagree, there is no row, a label is neither 0 nor 1, or weights have no finite positive sum. */
export function checkTrainingSet({ kinds, columns, labels, weights }: TrainingSet): void {
  const nRows = labels.length;
  if (nRows === 0 || nRows > MAX_ROWS) throw new RangeError(`${nRows} rows; expected 1 to ${MAX_ROWS}.`);
  if (columns.length === 0 || columns.length > MAX_FEATURES) {
    throw new RangeError(`${columns.length} features; expected 1 to ${MAX_FEATURES}.`);
  }
  if (kinds.length !== columns.length) throw new RangeError(`${kinds.length} kinds for ${columns.length} columns.`);
  columns.forEach((column, feature) => {
    if (column.length !== nRows)
      throw new RangeError(`Column ${feature} has ${column.length} rows for ${nRows} labels.`);
  });
  for (let row = 0; row < nRows; row++) {
    if (labels[row] > 1) throw new RangeError(`The label of row ${row} is ${labels[row]}; expected 0 or 1.`);
  }
  if (weights === undefined) return;
  if (weights.length !== nRows) throw new RangeError(`${weights.length} weights for ${nRows} labels.`);
  let total = 0;
  for (let row = 0; row < nRows; row++) {
    const weight = weights[row];
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`The weight of row ${row} is ${weight}; expected a finite number, 0 or more.`);
    }
    total += weight;
  }
  if (total === Infinity) throw new RangeError('The weights sum to more than a double holds; expected a finite sum.');
  if (total === 0) throw new RangeError('All weights are 0; expected at least one row that counts.');
}

/** How many features a split tries: at least 1, at most all. */
export function featuresPerSplit(maxFeatures: ForestParameters['maxFeatures'], nFeatures: number): number {
  const wanted =
    maxFeatures === 'sqrt'
      ? Math.sqrt(nFeatures)
      : maxFeatures === 'log2'
        ? Math.log2(nFeatures)
        : maxFeatures < 1
          ? maxFeatures * nFeatures
          : maxFeatures;
  return Math.min(nFeatures, Math.max(1, Math.floor(wanted)));
}
