import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBadRequestResponse, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminApi } from '../../../platform/index.js';
import { AlertIntake } from './alert-intake.js';
import { readAlertPayload } from './alert-payload.js';

@ApiTags('alerts')
@AdminApi()
@Controller('alerts/webhook')
export class AlertWebhookController {
  constructor(private readonly intake: AlertIntake) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary:
      'What Alertmanager tells (webhook payload version 4): an alert that the config names asks for a run, again after a skipped one',
  })
  @ApiBody({ schema: { type: 'object' } })
  @ApiAcceptedResponse({ description: 'how many alerts were recorded, and the runs that they asked for' })
  @ApiBadRequestResponse({ description: 'no such payload; each bad field is named' })
  async receive(@Body() body: unknown): Promise<object> {
    const alerts = readAlertPayload(body);
    const runs = await this.intake.take(alerts);
    return {
      accepted: alerts.length,
      runs: runs.map(({ alertname, cause, runId, request }) => ({ alertname, cause, run_id: runId, request })),
    };
  }
}
