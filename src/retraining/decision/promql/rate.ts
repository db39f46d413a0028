/** What a counter said at some moments, in milliseconds, ascending. */
export interface Points {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** How much further than the mean distance of its points a series is taken to reach. */
const REACH = 1.1;

/**
 * How much a counter grew from `from` to `to` (milliseconds), as Prometheus has it (extrapolatedRate of 2.42): falls are
 * restarts from 0; the growth seen is stretched to the ends of the range where points lie near them, but to no start
 * before the counter was 0.
 *
 * @returns undefined for fewer than two points
 */
export function increase({ times, values }: Points, from: number, to: number): number | undefined {
  const first = { time: times[0] ?? NaN, value: values[0] ?? NaN };
  const last = { time: times.at(-1) ?? NaN, value: values.at(-1) ?? NaN };
  if (times.length < 2) return undefined;
  let growth = last.value - first.value;
  for (let place = 1; place < values.length; place += 1) {
    const [before = 0, after = 0] = [values[place - 1], values[place]];
    if (after < before) growth += before;
  }
  const seen = last.time - first.time;
  const step = seen / (times.length - 1);
  const toZero = growth > 0 && first.value >= 0 ? seen * (first.value / growth) : Infinity;
  const reach = (distance: number): number => (distance < step * REACH ? distance : step / 2);
  return growth * ((seen + reach(Math.min(first.time - from, toZero)) + reach(to - last.time)) / seen);
}
