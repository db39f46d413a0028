import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Actor, AdminApi, Conflict, NotFound } from '../../platform/index.js';
import { RetrainDto, RunsQueryDto } from './retrains.dto.js';
import { runAnswer, stepAnswer } from './run-answer.js';
import { RunStore } from './run-store.js';
import { Runs } from './runs.js';

/** Retraining by hand. */
@ApiTags('admin')
@AdminApi()
@Controller('admin')
export class RetrainsController {
  constructor(
    private readonly runs: Runs,
    private readonly store: RunStore,
  ) {}

  @Post('retrain')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask for a retraining; a run that still waits in its check goes on for this call' })
  @ApiAcceptedResponse({ description: 'the run, and whether it was started or joined' })
  @ApiConflictResponse({ description: 'a run is under way: run says which' })
  async retrain(
    @Body() { reason = 'asked for by hand', force = false }: RetrainDto,
    @Actor() actor: string,
  ): Promise<object> {
    const { kind, runId } = await this.runs.request('manual', actor, reason, force);
    if (kind !== 'busy') return { run_id: runId, request: kind };
    const run = runAnswer(await this.store.get(runId));
    throw new Conflict(`run ${runId} is under way`, [], { run_id: runId, run });
  }

  @Get('retrains')
  @ApiOperation({ summary: 'The newest runs, newest first' })
  @ApiOkResponse({ description: 'the runs' })
  async list(@Query() { limit }: RunsQueryDto): Promise<object> {
    return { runs: (await this.store.newest(limit)).map(runAnswer) };
  }

  @Get('retrains/:run_id')
  @ApiOperation({ summary: 'A run and its steps: status, attempts, times, output, error, log' })
  @ApiOkResponse({ description: 'the run' })
  @ApiNotFoundResponse({ description: 'no such run' })
  async get(@Param('run_id') name: string): Promise<object> {
    const id = runId(name);
    const [run, steps] = await Promise.all([this.store.get(id), this.store.steps(id)]);
    return { ...runAnswer(run), steps: steps.map(stepAnswer) };
  }

  @Post('retrains/:run_id/cancel')
  @HttpCode(202)
  @ApiOperation({ summary: 'Call a run off: its step is stopped within a second, and nothing is deployed' })
  @ApiAcceptedResponse({ description: 'the run, which ends soon' })
  @ApiNotFoundResponse({ description: 'no such run' })
  @ApiConflictResponse({ description: 'it is finished, or has deployed already' })
  async cancel(@Param('run_id') name: string, @Actor() actor: string): Promise<object> {
    const id = runId(name);
    await this.runs.cancel(id, actor);
    return runAnswer(await this.store.get(id));
  }
}

function runId(name: string): number {
  if (/^\d{1,10}$/.test(name)) return Number(name);
  throw new NotFound('there is no run of this name; runs are numbers');
}
