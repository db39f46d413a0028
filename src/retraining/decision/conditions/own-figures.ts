import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Registry } from 'prom-client';
import { CONFIG, type Config, ConfigError, ENVIRONMENT, type Environment } from '../../../config/index.js';
import { Clock } from '../../../platform/index.js';
import { evaluate } from '../promql/evaluate.js';
import { type Expression, leaves, type Sample, type Value } from '../promql/expression.js';
import { parseExpression } from '../promql/parse.js';
import { PromqlError } from '../promql/syntax.js';
import { FigureHistory } from './figure-history.js';
import { FigureSource } from './figure-source.js';

const SNAPSHOT_MS = 60_000;
const FAMILY_SUFFIX = /_(?:bucket|sum|count)$/;

/**
 * Evaluates PromQL on what this process itself shows on /metrics. Gauges of shared facts are the same in every replica;
 * counters and histograms, such as ml_prediction_latency_seconds, are of this process alone.
 *
 * Counters under rate() and increase() are noted once a minute, for as long as the longest range that conditions ask for
 * (at most 25 h): 24 KB a series and day. A restart begins anew.
 */
@Injectable()
export class OwnFigures extends FigureSource implements OnApplicationBootstrap {
  readonly name = 'own figures';
  private readonly logger = new Logger('retraining');
  private readonly history = new FigureHistory();
  /** How far back each metric under a range is asked for, in milliseconds. */
  private readonly ranges = new Map<string, number>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly registry: Registry,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** @throws ConfigError naming each condition that can't be evaluated without a Prometheus server */
  async onApplicationBootstrap(): Promise<void> {
    if (this.environment.prometheusUrl !== undefined) return;
    const problems = this.config.retraining.conditions.flatMap(({ name, expr }, place) => {
      try {
        this.prepare(expr);
        return [];
      } catch (error) {
        if (!(error instanceof PromqlError)) throw error;
        const way = 'Set PROMETHEUS_URL to the server that shall evaluate it, or change it';
        return [`retraining.conditions[${place}].expr: condition ${name}: ${error.message}. ${way}`];
      }
    });
    if (problems.length > 0) throw new ConfigError(this.environment.configFile, problems);
    await this.record();
  }

  /** @throws PromqlError when series can't be paired */
  async evaluate(expressions: readonly string[], at: number): Promise<Value[]> {
    const parsed = expressions.map(parseExpression);
    const now = new Map<string, readonly Sample[]>();
    for (const { metric } of parsed.flatMap(selectorsOf)) {
      if (!now.has(metric)) now.set(metric, await this.read(metric));
    }
    for (const [metric, rangeMs] of this.ranges) this.history.add(metric, now.get(metric) ?? [], at, rangeMs);
    const series = {
      now: (metric: string) => now.get(metric) ?? [],
      during: (metric: string, rangeMs: number) => this.history.during(metric, at - rangeMs, at),
    };
    return parsed.map((expression) => evaluate(expression, series, at));
  }

  /** Notes what the metrics under a range say now. */
  async record(): Promise<void> {
    for (const [metric, rangeMs] of this.ranges) {
      this.history.add(metric, await this.read(metric), this.clock.now(), rangeMs);
    }
  }

  @Interval(SNAPSHOT_MS)
  protected async recordQuietly(): Promise<void> {
    await this.record().catch((error: unknown) => {
      this.logger.warn(`figures of this minute are not kept for conditions: ${(error as Error).message}`);
    });
  }

  private prepare(text: string): void {
    const expression = parseExpression(text);
    for (const { metric, rangeMs } of selectorsOf(expression)) {
      if (!this.family(metric)) throw new PromqlError(`this process has no metric ${metric}`);
      if (rangeMs > 0) this.ranges.set(metric, Math.max(rangeMs, this.ranges.get(metric) ?? 0));
    }
  }

  private family(metric: string): { get: () => Promise<unknown> } | undefined {
    return this.registry.getSingleMetric(metric) ?? this.registry.getSingleMetric(metric.replace(FAMILY_SUFFIX, ''));
  }

  private async read(metric: string): Promise<Sample[]> {
    const { values } = ((await this.family(metric)?.get()) ?? { values: [] }) as {
      values: { metricName?: string; labels: Record<string, string | number>; value: number }[];
    };
    return values
      .filter(({ metricName = metric }) => metricName === metric)
      .map(({ labels, value }) => {
        // To Prometheus an empty label is none.
        const named = Object.entries(labels).flatMap(([label, text]) => (text === '' ? [] : [[label, String(text)]]));
        return { labels: { __name__: metric, ...(Object.fromEntries(named) as Record<string, string>) }, value };
      });
  }
}

function selectorsOf(expression: Expression): { metric: string; rangeMs: number }[] {
  return leaves(expression).map((leaf) =>
    leaf.kind === 'selector'
      ? { metric: leaf.metric, rangeMs: 0 }
      : { metric: leaf.selector.metric, rangeMs: leaf.rangeMs },
  );
}
