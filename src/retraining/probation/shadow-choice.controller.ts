import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, AdminApi } from '../../platform/index.js';
import { ReasonDto } from './by-hand.dto.js';
import { ShadowChoice } from './shadow-choice.js';

@ApiTags('admin')
@AdminApi()
@Controller('admin')
export class ShadowChoiceController {
  constructor(private readonly choice: ShadowChoice) {}

  @Post('models/:version/shadow')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Let a version score what the active one answers, without answering; GET /shadow compares them',
  })
  @ApiOkResponse({ description: 'the shadow' })
  @ApiNotFoundResponse({ description: 'no such version' })
  @ApiConflictResponse({ description: 'it is active, of another feature list, or a version is on probation' })
  async choose(
    @Param('version') version: string,
    @Body() { reason }: ReasonDto,
    @Actor() actor: string,
  ): Promise<object> {
    await this.choice.choose(version, actor, reason);
    return { shadow: version };
  }

  @Post('shadow/stop')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let no version score as the shadow any more' })
  @ApiOkResponse({ description: 'no shadow' })
  @ApiConflictResponse({ description: 'there is none, or a version is on probation' })
  async stop(@Body() { reason }: ReasonDto, @Actor() actor: string): Promise<object> {
    await this.choice.stop(actor, reason);
    return { shadow: null };
  }
}
