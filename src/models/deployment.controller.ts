import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, AdminApi, Conflict } from '../platform/index.js';
import { ActiveModel } from './active-model.js';
import { ActivateDto } from './deployment.dto.js';
import { ModelRegistry } from './model-registry.js';
import type { NewDeployment } from './model-version.js';

/** Changes of the active version by hand. Each is on record in `deployment`, with its reason. */
@ApiTags('admin')
@AdminApi()
@ApiNotFoundResponse({ description: 'no such version' })
@Controller('admin')
export class DeploymentController {
  constructor(
    private readonly models: ActiveModel,
    private readonly registry: ModelRegistry,
  ) {}

  @Post('models/:version/activate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a version the active one' })
  @ApiOkResponse({ description: 'the version now active, and the one before' })
  @ApiConflictResponse({ description: 'it is the active one' })
  activate(
    @Param('version') version: string,
    @Body() { reason }: ActivateDto,
    @Actor() actor: string,
  ): Promise<object> {
    return this.deploy(version, { kind: 'activate', actor, reason });
  }

  private async deploy(version: string, deployment: NewDeployment): Promise<object> {
    const [before] = await Promise.all([this.registry.activeVersion(), this.registry.get(version)]);
    if (version === before) throw new Conflict(`${version} is the active version`);
    await this.models.deploy(version, deployment);
    return { model_version: version, previous_version: before ?? null };
  }
}
