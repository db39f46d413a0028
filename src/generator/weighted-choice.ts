import type { Random } from './random.js';

/** Picks items with probabilities proportional to fixed weights. A draw costs O(log items), the constructor O(items). */
export class WeightedChoice<T> {
  private readonly cumulative: Float64Array;
  private readonly total: number;

  /**
   * @param items at least one
   * @param weightOf a weight >= 0 for each item, at least one of them above 0
   */
  constructor(
    private readonly items: readonly T[],
    weightOf: (item: T) => number,
  ) {
    this.cumulative = new Float64Array(items.length);
    let total = 0;
    for (let index = 0; index < items.length; index++) {
      total += weightOf(items[index]);
      this.cumulative[index] = total;
    }
    this.total = total;
  }

  draw(random: Random): T {
    const target = random.uniform() * this.total;
    let low = 0;
    let high = this.items.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.cumulative[middle] > target) high = middle;
      else low = middle + 1;
    }
    return this.items[low];
  }
}
