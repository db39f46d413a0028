import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import { CONFIG, type Config } from '../../config/index.js';
import { ModelRegistry, ShadowModel } from '../../models/index.js';
import { wilsonInterval } from '../../statistics/index.js';
import { type Figure, performanceOf } from '../performance.js';
import type { OutcomeSummary } from '../summaries/outcome-summary.js';
import type { OutcomeComparison, ScoreComparison } from './compare-shadow.js';
import { MAX_LABELLED, MAX_REQUESTS, type ShadowComparison, ShadowComparisons } from './shadow-comparison.js';

@ApiTags('performance')
@ApiServiceUnavailableResponse({ description: 'the database is away: see Retry-After' })
@Controller('shadow')
export class ShadowController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly shadows: ShadowModel,
    private readonly registry: ModelRegistry,
    private readonly comparisons: ShadowComparisons,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The version that scores without answering, beside the active one on the same requests' })
  @ApiOkResponse({
    description: 'counts, alert rates, score PSI, and figures of the labelled requests; null when no shadow',
  })
  async get(): Promise<object> {
    const [shadow, active] = await Promise.all([this.shadows.current(), this.registry.activeVersion()]);
    const limits = { maximum_requests: MAX_REQUESTS, maximum_labels: MAX_LABELLED };
    if (!shadow || active === undefined) return { active: active ?? null, shadow: null, ...limits };
    const requests = { answeredBy: active, shadow: shadow.version, from: shadow.since.getTime() };
    const { version, actor, reason, since } = shadow;
    return {
      active,
      shadow: { model_version: version, actor, reason, since: since.toISOString() },
      ...limits,
      ...this.describe(await this.comparisons.of(requests)),
    };
  }

  private describe({ scores, outcomes }: ShadowComparison): object {
    return { ...describeScores(scores), labelled: this.describeOutcomes(outcomes) };
  }

  private describeOutcomes({ labels, active, shadow, averagePrecision, ...right }: OutcomeComparison): object {
    const { minimumLabels } = this.config.windows;
    const figures = (outcomes: OutcomeSummary): object => {
      const { counts, figures: told } = performanceOf(outcomes, minimumLabels);
      return {
        counts,
        accuracy: describeFigure(told.accuracy),
        average_precision: describeFigure(told.average_precision),
      };
    };
    return {
      labels,
      minimum_labels: minimumLabels,
      only_active_right: right.onlyActiveRight,
      only_shadow_right: right.onlyShadowRight,
      active: figures(active),
      shadow: figures(shadow),
      average_precision_difference:
        averagePrecision && labels >= minimumLabels
          ? {
              value: averagePrecision.difference,
              interval: { lower: averagePrecision.lower, upper: averagePrecision.upper },
              confidence: 0.99,
            }
          : null,
    };
  }
}

function describeScores({ requests, activePositives, shadowPositives, scorePsi }: ScoreComparison): object {
  const rate = (positives: number): object | null =>
    requests === 0 ? null : { value: positives / requests, interval: wilsonInterval(positives, requests) };
  return {
    requests,
    alert_rate: { active: rate(activePositives), shadow: rate(shadowPositives) },
    score_psi: scorePsi ?? null,
  };
}

function describeFigure(figure: Figure | undefined): object | null {
  return figure
    ? {
        value: figure.value,
        interval: figure.interval ?? null,
        n: figure.n,
        ...(figure.binning && { binning: figure.binning }),
      }
    : null;
}
