/** Position of a code among ascending codes, or -1. */
export function indexOfCategory(categories: Float64Array, code: number): number {
  const at = rankBetween(categories, code, 0, categories.length);
  return at < categories.length && categories[at] === code ? at : -1;
}

/** How many of `ascending` are below x, when at least `low` and at most `high` are. */
function rankBetween(ascending: Float64Array, x: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x > ascending[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Finds how many of some ascending numbers are below x. A grid of equal cells over their range leaves zero or one to compare with
 * for most x; where many share a cell, bisection goes on.
 */
export class RankTable {
  private readonly lowest: number;
  private readonly cellsPerUnit: number;
  private readonly nCells: number;
  /** [nCells + 1]: how many of the numbers are in earlier cells. */
  private readonly earlier: Uint16Array;

  constructor(private readonly ascending: Float64Array) {
    const { length } = ascending;
    const range = length < 2 ? 0 : ascending[length - 1] - ascending[0];
    this.lowest = length === 0 ? 0 : ascending[0];
    this.nCells = range > 0 && range < Infinity ? 4 * length : 1;
    this.cellsPerUnit = this.nCells === 1 ? 0 : this.nCells / range;
    this.earlier = new Uint16Array(this.nCells + 1);
    let cell = 0;
    for (let k = 0; k < length; k++) {
      const next = this.cellOf(ascending[k]) + 1;
      this.earlier.fill(k, cell, next);
      cell = next;
    }
    this.earlier.fill(length, cell);
  }

  /** In [0, length]; x is not NaN. */
  rank(x: number): number {
    const cell = this.cellOf(x);
    return rankBetween(this.ascending, x, this.earlier[cell], this.earlier[cell + 1]);
  }

  /** Ascends with x, rounding included, so that numbers of earlier cells are below x and those of later cells above. */
  private cellOf(x: number): number {
    const position = (x - this.lowest) * this.cellsPerUnit;
    if (position >= this.nCells) return this.nCells - 1;
    return position > 0 ? position | 0 : 0;
  }
}
