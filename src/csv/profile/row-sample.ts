const SAMPLE_CELLS = 2_000_000;
const LARGEST_SAMPLE = 10_000;
const MULTIPLIER = 1_664_525;
const INCREMENT = 1_013_904_223;

/**
 * A uniform sample of rows that arrive one by one, each held with equal chance (Vitter, "Random sampling with a
 * reservoir", 1985, algorithm R). The same rows give the same sample. At most 10,000 rows, fewer of wide ones.
 */
export class RowSample {
  readonly rows: (readonly string[])[] = [];
  private readonly capacity: number;
  private offered = 0;
  private random = 42;

  constructor(columns: number) {
    this.capacity = Math.max(100, Math.min(LARGEST_SAMPLE, Math.floor(SAMPLE_CELLS / columns)));
  }

  offer(cells: readonly string[]): void {
    this.offered += 1;
    if (this.rows.length < this.capacity) {
      this.rows.push(cells);
      return;
    }
    const place = Math.floor(this.nextRandom() * this.offered);
    if (place < this.capacity) this.rows[place] = cells;
  }

  /** A linear congruential generator (Numerical Recipes): plain, but a sample needs no better. */
  private nextRandom(): number {
    this.random = (Math.imul(this.random, MULTIPLIER) + INCREMENT) >>> 0;
    return this.random / 2 ** 32;
  }
}
