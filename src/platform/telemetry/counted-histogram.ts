import type { Registry } from 'prom-client';

/**
 * A histogram by one label whose observations come by the thousand: buckets are counted in plain arrays, and made into
 * samples only when the page is asked for.
 */
export class CountedHistogram {
  private readonly counts = new Map<string, Float64Array>();
  private readonly sums = new Map<string, number>();

  constructor(
    registry: Registry,
    private readonly options: {
      readonly name: string;
      readonly help: string;
      readonly labelName: string;
      /** Ascending upper bounds, without +Inf. */
      readonly buckets: readonly number[];
    },
  ) {
    registry.registerMetric(this as unknown as Parameters<Registry['registerMetric']>[0]);
  }

  get name(): string {
    return this.options.name;
  }

  get labelNames(): readonly string[] {
    return [this.options.labelName];
  }

  /** Counts a value. Cost: a step a bucket. */
  observe(label: string, value: number): void {
    const { buckets } = this.options;
    let counts = this.counts.get(label);
    if (!counts) this.counts.set(label, (counts = new Float64Array(buckets.length + 1)));
    let bucket = 0;
    while (bucket < buckets.length && value > (buckets[bucket] ?? Infinity)) bucket += 1;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    this.sums.set(label, (this.sums.get(label) ?? 0) + value);
  }

  /** What prom-client's registry asks of a metric. */
  get(): Promise<object> {
    const { name, help, labelName, buckets } = this.options;
    const values = [...this.counts].flatMap(([label, counts]) => {
      let total = 0;
      const cumulative = [...buckets, '+Inf'].map((le, place) => ({
        metricName: `${name}_bucket`,
        labels: { le, [labelName]: label },
        value: (total += counts[place] ?? 0),
      }));
      return [
        ...cumulative,
        { metricName: `${name}_sum`, labels: { [labelName]: label }, value: this.sums.get(label) ?? 0 },
        { metricName: `${name}_count`, labels: { [labelName]: label }, value: total },
      ];
    });
    return Promise.resolve({ name, help, type: 'histogram', values, aggregator: 'sum' });
  }
}
