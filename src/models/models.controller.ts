import { Controller, Get, Inject, Param } from '@nestjs/common';
import {
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiServiceUnavailableResponse,
} from '@nestjs/swagger';
import { CONFIG, type Config } from '../config/index.js';
import { ModelRegistry } from './model-registry.js';
import type { Deployment, ModelVersion } from './model-version.js';

@ApiTags('models')
@ApiServiceUnavailableResponse({ description: 'the database is away: see Retry-After' })
@Controller('models')
export class ModelsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly registry: ModelRegistry,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The newest versions (at most 200), newest first' })
  @ApiOkResponse({ description: 'versions with metrics, training window, parameters and status' })
  async list(): Promise<object> {
    const [versions, active, rolledBack] = await Promise.all([
      this.registry.list(),
      this.registry.activeDeployment(),
      this.registry.rolledBack(),
    ]);
    return {
      active: active?.version ?? null,
      decision_threshold: active ? (active.decisionThreshold ?? this.config.decisionThreshold) : null,
      models: versions.map((version) => describe(version, active?.version, rolledBack)),
    };
  }

  @Get(':version')
  @ApiOperation({ summary: 'One version, with its deployments' })
  @ApiOkResponse({ description: 'the version' })
  @ApiNotFoundResponse({ description: 'no such version' })
  async get(@Param('version') version: string): Promise<object> {
    const [found, active, rolledBack, deployments] = await Promise.all([
      this.registry.get(version),
      this.registry.activeVersion(),
      this.registry.rolledBack(),
      this.registry.deployments(version),
    ]);
    return {
      ...describe(found, active, rolledBack),
      deployments: deployments.map((deployment) => describeDeployment(deployment, this.config)),
    };
  }
}

function describe(model: ModelVersion, active: string | undefined, rolledBack: ReadonlySet<string>): object {
  const { training, metrics } = model;
  return {
    version: model.version,
    status: statusOf(model.version, active, rolledBack),
    engine: model.engine,
    schema_version: model.schemaVersion,
    created_at: model.createdAt.toISOString(),
    artefact_bytes: model.artefactBytes,
    parameters: model.parameters,
    metrics: {
      accuracy: metrics.accuracy ?? null,
      precision: metrics.precision ?? null,
      recall: metrics.recall ?? null,
      f1: metrics.f1 ?? null,
      roc_auc: metrics.rocAuc ?? null,
      average_precision: metrics.averagePrecision ?? null,
      measured_on: training.measuredOn,
    },
    training: {
      from: training.from,
      to: training.to,
      rows: training.rows,
      positives: training.positives,
      source: training.source,
      seconds: training.seconds,
    },
  };
}

/** `rolled-back`: it was active, and was found wanting; what it was trained on would give its like again. */
function statusOf(version: string, active: string | undefined, rolledBack: ReadonlySet<string>): string {
  if (version === active) return 'active';
  return rolledBack.has(version) ? 'rolled-back' : 'inactive';
}

function describeDeployment(deployment: Deployment, config: Config): object {
  return {
    kind: deployment.kind,
    previous_version: deployment.previousVersion,
    decision_threshold: deployment.decisionThreshold ?? config.decisionThreshold,
    actor: deployment.actor,
    reason: deployment.reason,
    deployed_at: deployment.deployedAt.toISOString(),
  };
}
