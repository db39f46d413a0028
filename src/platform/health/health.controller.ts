import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { HealthChecks, type HealthReport } from './health-checks.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly checks: HealthChecks) {}

  @Get()
  @ApiOperation({ summary: 'The state of the service and of each dependency (always 200; see status)' })
  @ApiOkResponse({ description: 'status, model_version and dependencies' })
  health(): Promise<HealthReport> {
    return this.checks.report();
  }

  @Get('live')
  @HttpCode(200)
  @ApiOperation({ summary: 'Whether the process answers at all: restart it when not' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether it can score: route traffic to it when so' })
  @ApiOkResponse({ description: 'ready' })
  @ApiServiceUnavailableResponse({ description: 'no model or no database' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const report = await this.checks.report();
    if (report.status !== 'ok') void reply.status(503);
    return report;
  }
}
