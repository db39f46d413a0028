import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, AdminApi } from '../../platform/index.js';
import { RollbackDto } from './by-hand.dto.js';
import type { Probation } from './probation.js';
import { ProbationStore } from './probation-store.js';
import { Rollbacks } from './rollbacks.js';

const SHOWN = 50;

/** How new versions are watched, and the way back by hand. */
@ApiTags('admin')
@AdminApi()
@Controller('admin')
export class ProbationController {
  constructor(
    private readonly store: ProbationStore,
    private readonly rollbacks: Rollbacks,
  ) {}

  @Get('probation')
  @ApiOperation({
    summary: `The version on probation, its figures against their limits, and the newest ${SHOWN} probations`,
  })
  @ApiOkResponse({ description: 'current (null when none) and past' })
  async list(): Promise<object> {
    const newest = await this.store.newest(SHOWN);
    const current = newest.find(({ status }) => status === 'active');
    return {
      current: current ? describe(current) : null,
      past: newest.filter((probation) => probation !== current).map(describe),
    };
  }

  @Post('rollback')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Go back to an earlier version, by default the one that the active one replaced, and to its threshold',
  })
  @ApiOkResponse({ description: 'the version now active, and the one before' })
  @ApiNotFoundResponse({ description: 'no such version' })
  @ApiConflictResponse({ description: 'the active version replaced none, or is the one asked for' })
  async rollback(@Body() { to, reason }: RollbackDto, @Actor() actor: string): Promise<object> {
    const { version, before } = await this.rollbacks.byHand({ to, actor, reason });
    return { model_version: version, previous_version: before ?? null };
  }
}

function describe(probation: Probation): object {
  const { version, former, checks } = probation;
  return {
    model_version: version,
    former_version: former.version,
    status: probation.status,
    explanation: probation.explanation,
    began_at: probation.beganAt.toISOString(),
    ends_at: probation.endsAt.toISOString(),
    ended_at: probation.endedAt?.toISOString() ?? null,
    checked_at: probation.checkedAt?.toISOString() ?? null,
    checks,
  };
}
