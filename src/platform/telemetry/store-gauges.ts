import { Logger } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';

/** One sample of a gauge: its labels and its value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface StoreGauge<Snapshot> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** The samples to show; what is not among them is absent from the page. */
  readonly samples: (snapshot: Snapshot) => readonly Sample[];
}

/**
 * Registers gauges that are all read from one snapshot of the store, taken once a scrape. While the store can't be read
 * they are absent, and the rest of the page is served.
 */
export function registerStoreGauges<Snapshot>(
  registry: Registry,
  takeSnapshot: () => Promise<Snapshot>,
  gauges: readonly StoreGauge<Snapshot>[],
): void {
  const logger = new Logger('metrics');
  let underWay: Promise<Snapshot | undefined> | undefined;
  const snapshot = (): Promise<Snapshot | undefined> => {
    underWay ??= takeSnapshot()
      .catch((error: unknown) => {
        logger.warn(`figures are absent from /metrics: ${(error as Error).message}`);
        return undefined;
      })
      .finally(() => (underWay = undefined));
    return underWay;
  };
  for (const { name, help, labelNames, samples } of gauges) {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        const current = await snapshot();
        this.reset();
        // A gauge without labels shows 0 after a reset; removing that sample makes it absent.
        if (labelNames.length === 0) this.remove();
        for (const { labels, value } of current === undefined ? [] : samples(current)) this.set(labels, value);
      },
    });
  }
}
