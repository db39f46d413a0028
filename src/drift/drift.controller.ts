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
import { CONFIG, type Config } from '../config/index.js';
import { HOUR_MS, windowLength } from '../metrics/index.js';
import { NotFound } from '../platform/index.js';
import { describeReport } from './drift-answer.js';
import { DriftService } from './drift.service.js';

/** Each hour holds a summary of every feature, about 10 kB. */
const LONGEST_MS = 31 * 24 * HOUR_MS;

export class DriftQuery {
  @ApiPropertyOptional({
    example: '1d',
    description:
      'windows of this length, 1h to 31d and no further back than retention.predictions; default: as far back as drift.minimum_rows and drift.window of the config say',
  })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  window?: string;

  @ApiPropertyOptional({ example: 'v1', description: 'default: the active version' })
  @IsOptional()
  @Matches(/^v\d{1,9}$/, { message: 'model_version must be a version such as v1' })
  model_version?: string;
}

@ApiTags('drift')
@ApiServiceUnavailableResponse({ description: 'the database is away: see Retry-After' })
@Controller('drift')
export class DriftController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly drift: DriftService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Recent predictions of a version against what it was trained on, by feature and for the scores',
  })
  @ApiOkResponse({
    description:
      'verdicts (drifted, stable, insufficient-data; not-tested where the config asks for no test), statistics, shares, counts, the rule; design_effect is how many rows of a column say as much as one independent row',
  })
  @ApiBadRequestResponse({ description: 'a window or a version that is none' })
  @ApiNotFoundResponse({ description: 'no such version, no model yet, or a version without a reference' })
  async get(@Query() query: DriftQuery): Promise<object> {
    const outcome = await this.drift.check({
      ...(query.window !== undefined && {
        windowMs: windowLength(query.window, this.config.retention.predictions, LONGEST_MS),
      }),
      ...(query.model_version !== undefined && { modelVersion: query.model_version }),
    });
    switch (outcome.kind) {
      case 'compared':
        return describeReport(outcome.report);
      case 'no-model':
        throw new NotFound('there is no model yet: the first one is being trained');
      case 'no-reference':
        throw new NotFound(`${outcome.modelVersion} was made before the rows it was trained on were summarised`);
    }
  }
}
