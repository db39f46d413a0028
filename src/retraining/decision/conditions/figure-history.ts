import type { Labels, Sample } from '../promql/expression.js';
import { keyOf } from '../promql/labels.js';
import type { Points } from '../promql/rate.js';

interface Series {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
}

/** What some metrics said in the last while. Memory: 16 bytes a point. */
export class FigureHistory {
  private readonly metrics = new Map<string, Map<string, Series>>();

  /**
   * Adds what the series of a metric say at a time (milliseconds), and forgets what they said longer than `keepMs` ago.
   * A time that is not after the newest one takes its place.
   */
  add(metric: string, samples: readonly Sample[], at: number, keepMs: number): void {
    const series = this.metrics.get(metric) ?? new Map<string, Series>();
    this.metrics.set(metric, series);
    for (const { labels, value } of samples) {
      const key = keyOf(labels);
      const { times, values }: Series = series.get(key) ?? { labels, times: [], values: [] };
      while ((times.at(-1) ?? -Infinity) >= at) {
        times.pop();
        values.pop();
      }
      times.push(at);
      values.push(value);
      series.set(key, { labels, times, values });
    }
    for (const [key, { times, values }] of series) {
      const firstKept = times.findIndex((time) => time > at - keepMs);
      const forgotten = firstKept === -1 ? times.length : firstKept;
      times.splice(0, forgotten);
      values.splice(0, forgotten);
      if (times.length === 0) series.delete(key);
    }
  }

  /** The points of a metric's series after `from`, up to `to`; series without any are left out. */
  during(metric: string, from: number, to: number): (Points & { readonly labels: Labels })[] {
    return [...(this.metrics.get(metric)?.values() ?? [])].flatMap(({ labels, times, values }) => {
      const isWithin = (time = NaN): boolean => time > from && time <= to;
      const kept = { times: times.filter(isWithin), values: values.filter((_, place) => isWithin(times[place])) };
      return kept.times.length === 0 ? [] : [{ labels, ...kept }];
    });
  }
}
