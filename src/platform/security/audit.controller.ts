import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { AdminAudit } from './admin-audit.js';
import { AdminApi } from './admin-guard.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

export class AuditQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;
}

@ApiTags('admin')
@AdminApi()
@Controller('admin/audit')
export class AuditController {
  constructor(private readonly audit: AdminAudit) {}

  @Get()
  @ApiOperation({
    summary: 'Who asked what of the admin API: calls that change something or were refused, newest first',
  })
  @ApiOkResponse({ description: 'the calls, with the status that each was answered with' })
  async list(@Query() { limit }: AuditQueryDto): Promise<object> {
    const rows = await this.audit.newest(limit);
    return {
      calls: rows.map(({ calledAt, ...row }) => ({ called_at: calledAt.toISOString(), ...row })),
    };
  }
}
