import type { FeatureDefinition } from '../config/index.js';
import type { TrainingSet } from '../forest/index.js';

const FIRST_CAPACITY = 4_096;

/** Values that training threads read in place. */
function sharedValues(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/**
 * Rows turned into the columns that a forest is fitted on, one at a time, so that a large table is never held in both
 * forms. Memory: 8 bytes a value, up to twice that while growing.
 */
export class TrainingColumns {
  private columns: Float64Array[];
  private labels = new Uint8Array(new SharedArrayBuffer(FIRST_CAPACITY));
  private length = 0;

  constructor(private readonly features: readonly FeatureDefinition[]) {
    this.columns = features.map(() => sharedValues(FIRST_CAPACITY));
  }

  get rows(): number {
    return this.length;
  }

  /** @param values an encoded row, one value a feature */
  push(values: Float64Array, positive: boolean): void {
    if (this.length === this.labels.length) this.grow();
    for (const [index, column] of this.columns.entries()) column[this.length] = values[index] ?? NaN;
    this.labels[this.length] = positive ? 1 : 0;
    this.length += 1;
  }

  /** The rows from `start` up to, not including, `end`, as views: cheap, and valid until the next push. */
  slice(start: number, end: number): TrainingSet {
    return {
      kinds: this.features.map(({ kind }) => (kind === 'categorical' ? 'categorical' : 'numeric')),
      columns: this.columns.map((column) => column.subarray(start, end)),
      labels: this.labels.subarray(start, end),
    };
  }

  private grow(): void {
    const capacity = this.labels.length * 2;
    this.columns = this.columns.map((column) => {
      const larger = sharedValues(capacity);
      larger.set(column);
      return larger;
    });
    const labels = new Uint8Array(new SharedArrayBuffer(capacity));
    labels.set(this.labels);
    this.labels = labels;
  }
}
