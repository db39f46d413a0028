import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminApi } from '../../../platform/index.js';
import type { Episode } from './episode.js';
import { EpisodeStore } from './episode-store.js';

const SHOWN_CLOSED = 100;

@ApiTags('admin')
@AdminApi()
@Controller('admin/episodes')
export class EpisodesController {
  constructor(private readonly store: EpisodeStore) {}

  @Get()
  @ApiOperation({ summary: 'Causes that called for a run, and what became of them' })
  @ApiOkResponse({ description: `the open ones, then the newest ${SHOWN_CLOSED} closed ones` })
  async list(): Promise<object> {
    return { episodes: (await this.store.list(SHOWN_CLOSED)).map(shown) };
  }
}

function shown({ id, cause, state, runId, figure, openedAt, escalatedAt, closedAt, explanation }: Episode): object {
  return {
    id,
    cause,
    state,
    run_id: runId,
    figure,
    opened_at: openedAt,
    escalated_at: escalatedAt,
    closed_at: closedAt,
    seconds: closedAt ? (closedAt.getTime() - openedAt.getTime()) / 1_000 : null,
    explanation,
  };
}
