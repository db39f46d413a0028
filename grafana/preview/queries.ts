/** A series of an answer: its labels, and pairs of seconds since 1970 and value. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** The time range shown, seconds since 1970, and how often the data was scraped. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly scrapeSeconds: number;
}

/** What Grafana puts for the variables of a dashboard. */
export type Values = Readonly<Record<string, string>>;

const POINTS = 240;

/** Asks a Prometheus what the panels of a dashboard ask, with `All` for each variable that is not given. */
export class Queries {
  constructor(
    private readonly url: string,
    readonly range: Range,
    private readonly values: Values,
  ) {}

  /** Over the range, at most `points` times. */
  overRange(expr: string, points = POINTS, values: Values = {}): Promise<Series[]> {
    const { start, end } = this.range;
    const step = this.stepOf(points);
    return this.ask('query_range', { query: this.substituted(expr, step, values), start, end, step });
  }

  /** At the end of the range. */
  now(expr: string, values: Values = {}): Promise<Series[]> {
    return this.ask('query', { query: this.substituted(expr, this.stepOf(POINTS), values), time: this.range.end });
  }

  /** Seconds between the points of overRange. */
  stepOf(points = POINTS): number {
    const { start, end, scrapeSeconds } = this.range;
    return Math.max(1, Math.ceil((end - start) / points / scrapeSeconds)) * scrapeSeconds;
  }

  /** The values of a label, in order. */
  async labelValues(metric: string, label: string): Promise<string[]> {
    const series = await this.now(`count by (${label}) (${metric})`);
    return series.map(({ labels }) => labels[label] ?? '').sort();
  }

  private substituted(expr: string, step: number, values: Values): string {
    const { start, end, scrapeSeconds } = this.range;
    const builtIn: Values = {
      // As Grafana defines it: four scrapes at least, and never less than a step and a scrape.
      __rate_interval: `${Math.max(step + scrapeSeconds, 4 * scrapeSeconds)}s`,
      __range: `${end - start}s`,
      __from: String(start * 1_000),
    };
    const all = { ...builtIn, ...this.values, ...values };
    return expr.replaceAll(/\$\{?(\w+)\}?/g, (_, name: string) => all[name] ?? '.+');
  }

  private async ask(kind: string, parameters: Record<string, string | number>): Promise<Series[]> {
    const body = new URLSearchParams(
      Object.entries(parameters).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const response = await fetch(`${this.url}/api/v1/${kind}`, { method: 'POST', body });
    const answer = (await response.json()) as {
      error?: string;
      data?: { result: { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[] };
    };
    if (!answer.data)
      throw new Error(`${this.url} refused ${String(parameters['query'])}: ${answer.error ?? response.status}`);
    return answer.data.result.map(({ metric, value, values = value ? [value] : [] }) => ({
      labels: metric,
      points: values.map(([seconds, text]) => [seconds, Number(text)] as const).filter(([, v]) => Number.isFinite(v)),
    }));
  }
}

/** The name of a series in a legend. */
export function legendOf(format: string | undefined, labels: Values): string {
  if (format) return format.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '');
  return Object.values(labels).join(' ');
}
