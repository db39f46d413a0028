import type { FeatureDefinition } from '../config/index.js';
import type { TrainingSet } from '../forest/index.js';

const FIRST_CAPACITY = 4_096;

/** Values that training threads read in place. */
function sharedValues(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/**
 * Rows turned into the columns that a forest is fitted on, one at a time, so that a large table is never held in both
 * forms. Memory: 8 bytes a value and a row, up to twice that while growing.
 */
export class TrainingColumns {
  private columns: Float64Array[];
  private labels = new Uint8Array(new SharedArrayBuffer(FIRST_CAPACITY));
  private weights = sharedValues(FIRST_CAPACITY);
  private isWeighted = false;
  private length = 0;

  constructor(private readonly features: readonly FeatureDefinition[]) {
    this.columns = features.map(() => sharedValues(FIRST_CAPACITY));
  }

  get rows(): number {
    return this.length;
  }

  /**
   * @param values an encoded row, one value a feature
   * @param weight how many rows it stands for
   */
  push(values: Float64Array, positive: boolean, weight = 1): void {
    if (this.length === this.labels.length) this.grow();
    for (const [index, column] of this.columns.entries()) column[this.length] = values[index] ?? NaN;
    this.labels[this.length] = positive ? 1 : 0;
    this.weights[this.length] = weight;
    this.isWeighted ||= weight !== 1;
    this.length += 1;
  }

  /** The rows from `start` up to, not including, `end`, as views: cheap, and valid until the next push. */
  slice(start: number, end: number): TrainingSet {
    return {
      kinds: this.features.map(({ kind }) => (kind === 'categorical' ? 'categorical' : 'numeric')),
      columns: this.columns.map((column) => column.subarray(start, end)),
      labels: this.labels.subarray(start, end),
      ...(this.isWeighted && { weights: this.weights.subarray(start, end) }),
    };
  }

  /**
   * Puts the rows in another order, a column at a time.
   *
   * @param order the row that comes at each place
   */
  reorder(order: Uint32Array): void {
    this.columns = this.columns.map((column) => taken(column, sharedValues(order.length), order));
    this.labels = taken(this.labels, new Uint8Array(new SharedArrayBuffer(order.length)), order);
    this.weights = taken(this.weights, sharedValues(order.length), order);
    this.length = order.length;
  }

  private grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, this.labels.length * 2);
    this.columns = this.columns.map((column) => larger(column, capacity));
    this.weights = larger(this.weights, capacity);
    const labels = new Uint8Array(new SharedArrayBuffer(capacity));
    labels.set(this.labels);
    this.labels = labels;
  }
}

function larger(values: Float64Array, capacity: number): Float64Array {
  const grown = sharedValues(capacity);
  grown.set(values);
  return grown;
}

function taken<Values extends Float64Array | Uint8Array>(from: Values, to: Values, order: Uint32Array): Values {
  for (let place = 0; place < order.length; place += 1) to[place] = from[order[place] ?? 0] ?? NaN;
  return to;
}
