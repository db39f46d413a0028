import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, ConfigError, ENVIRONMENT, type Environment } from '../../../config/index.js';
import { Clock } from '../../../platform/index.js';
import { type Figure, figureOf } from '../promql/figure.js';
import { PromqlError } from '../promql/syntax.js';
import { type ConditionResult, judge } from './condition-result.js';
import { ConditionStore } from './condition-store.js';
import { FigureSource } from './figure-source.js';

interface Condition {
  readonly name: string;
  readonly expr: string;
  readonly figure: Figure;
}

/** The configured conditions, evaluated where the environment says. */
@Injectable()
export class Conditions {
  private readonly conditions: readonly Condition[];

  /** @throws ConfigError naming each expression that is no PromQL */
  constructor(
    @Inject(CONFIG) { retraining }: Config,
    @Inject(ENVIRONMENT) { configFile }: Environment,
    private readonly source: FigureSource,
    private readonly store: ConditionStore,
    private readonly clock: Clock,
  ) {
    const problems: string[] = [];
    this.conditions = retraining.conditions.flatMap(({ name, expr }, place) => {
      try {
        return [{ name, expr, figure: figureOf(expr) }];
      } catch (error) {
        if (!(error instanceof PromqlError)) throw error;
        problems.push(`retraining.conditions[${place}].expr: condition ${name} ${error.message}`);
        return [];
      }
    });
    if (problems.length > 0) throw new ConfigError(configFile, problems);
  }

  /** What each condition gives now, kept for /metrics. What can't be told is among the results as an error. */
  async evaluate(signal: AbortSignal): Promise<ConditionResult[]> {
    const at = this.clock.now();
    const results = await Promise.all(this.conditions.map((condition) => this.one(condition, at, signal)));
    await this.store.replace(results, new Date(at));
    return results;
  }

  private async one({ name, expr, figure }: Condition, at: number, signal: AbortSignal): Promise<ConditionResult> {
    const { limit } = figure;
    const about = { name, expr, source: this.source.name, ...(limit !== undefined && { limit }) };
    const isCompared = figure.expr !== expr;
    try {
      const [given, compared] = await this.source.evaluate(isCompared ? [expr, figure.expr] : [expr], at, signal);
      return given ? { ...about, ...judge(given, compared, figure.worst) } : { ...about, state: 'no-data' };
    } catch (error) {
      signal.throwIfAborted();
      return { ...about, state: 'error', detail: (error as Error).message };
    }
  }
}
