import { Controller, Get, Inject, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPropertyOptional,
  ApiTags,
  ApiServiceUnavailableResponse,
} from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { CONFIG, type Config, formatDuration } from '../config/index.js';
import { ModelRegistry } from '../models/index.js';
import { describeEstimate } from './estimates/estimate-answer.js';
import { EstimationService } from './estimates/estimation.service.js';
import { FIGURE_NAMES, type Performance } from './performance.js';
import { PerformanceService, type VersionPerformance } from './performance.service.js';
import { type LabelDelays } from './summaries/label-delays.js';
import type { BoundedFigure } from '../statistics/index.js';
import { windowLength } from './window-length.js';

export class PerformanceQuery {
  @ApiPropertyOptional({
    example: '7d',
    description:
      'how far back, 1h to 366d and no further than retention.predictions; default: windows.performance of the config',
  })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  window?: string;

  @ApiPropertyOptional({ example: 'v1', description: 'one version; default: every version that scored in the window' })
  @IsOptional()
  @Matches(/^v\d{1,9}$/, { message: 'model_version must be a version such as v1' })
  model_version?: string;
}

@ApiTags('performance')
@ApiServiceUnavailableResponse({ description: 'the database is away: see Retry-After' })
@Controller('performance')
export class PerformanceController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly performance: PerformanceService,
    private readonly estimates: EstimationService,
    private readonly registry: ModelRegistry,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What the performance gauges show, with the counts and the interval behind each figure' })
  @ApiOkResponse({
    description:
      'by version: counts, figures with 95 % intervals (null below minimum_labels, and where the denominator is 0), money, label delays, segments (whose auc and average_precision are always null: scores are not kept by segment), and figures estimated without labels: from scores, blind to concept drift, which only labels show; null limits and a reason where none hold',
  })
  @ApiBadRequestResponse({ description: 'a window or a version that is none' })
  @ApiNotFoundResponse({ description: 'no such version' })
  async get(@Query() query: PerformanceQuery): Promise<object> {
    const { windows, retention } = this.config;
    const lengthMs =
      query.window === undefined ? windows.performance : windowLength(query.window, retention.predictions);
    if (query.model_version !== undefined) await this.registry.get(query.model_version);
    const window = this.performance.windowOf(lengthMs);
    const [versions, estimates] = await Promise.all([
      this.performance.during(window, query.model_version),
      this.estimates.during(window, query.model_version),
    ]);
    const estimated = new Map(estimates.map((estimate) => [estimate.modelVersion, describeEstimate(estimate)]));
    return {
      window: formatDuration(lengthMs),
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
      minimum_labels: windows.minimumLabels,
      currency: this.config.amount?.currency ?? null,
      versions: versions.map((version) => ({
        ...describeVersion(version),
        estimated: estimated.get(version.modelVersion) ?? null,
      })),
    };
  }
}

function describeVersion({ modelVersion, scored, delays, segments, ...performance }: VersionPerformance): object {
  return {
    model_version: modelVersion,
    predictions: scored,
    label_coverage: scored > 0 ? performance.labels / scored : null,
    ...describe(performance),
    label_delay: delays ? describeDelays(delays) : null,
    segments: Object.entries(segments).map(([segment, its]) => ({ segment, ...describe(its) })),
  };
}

function describeDelays({ labels, median, p90 }: LabelDelays): object {
  const quantile = ({ value, lower, upper }: BoundedFigure): object => ({
    seconds: value,
    binning: { lower, upper: Number.isFinite(upper) ? upper : null },
  });
  return { n: labels, median: quantile(median), p90: quantile(p90) };
}

/** A figure that can't be told is null, so that its name is there to be found. */
function describe({ labels, counts, figures, money }: Performance): object {
  const described = FIGURE_NAMES.map((name) => {
    const figure = figures[name];
    return [
      name,
      figure
        ? {
            value: figure.value,
            interval: figure.interval ?? null,
            n: figure.n,
            ...(figure.binning && { binning: figure.binning }),
          }
        : null,
    ];
  });
  return { labels, counts, figures: Object.fromEntries(described) as object, money };
}
