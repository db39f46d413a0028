import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiServiceUnavailableResponse,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BodyLimit, Clock, InvalidInput } from '../platform/index.js';
import { LabelBatchDto, LabelDto } from './feedback.dto.js';
import { FeedbackService } from './feedback.service.js';
import type { Label, LabelOutcome } from './label.js';

const BATCH_LIMIT_BYTES = 4 * 1024 * 1024;
/** Clocks of callers may be so much ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60_000;

@ApiTags('feedback')
@ApiBadRequestResponse({ description: 'a field is wrong: errors names it' })
@ApiServiceUnavailableResponse({ description: 'the database is away: see Retry-After' })
@Controller('feedback')
export class FeedbackController {
  constructor(
    private readonly feedback: FeedbackService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Say what a transaction really was' })
  @ApiOkResponse({ description: 'status: recorded, unchanged or corrected' })
  @ApiAcceptedResponse({ description: 'status: pending; kept until the prediction arrives' })
  async label(@Body() body: LabelDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    refuseFuture([body], this.clock.now(), () => 'labelled_at');
    const [status] = await this.feedback.report([this.read(body)]);
    if (status === 'pending') void reply.status(202);
    return { status, transaction_id: body.transaction_id };
  }

  @Post('batch')
  @HttpCode(200)
  @BodyLimit(BATCH_LIMIT_BYTES)
  @ApiOperation({ summary: 'Label 1 to 10,000 transactions; one bad row refuses all' })
  @ApiOkResponse({ description: 'counts by status' })
  async labelBatch(@Body() body: LabelBatchDto): Promise<Record<LabelOutcome, number>> {
    refuseRepeats(body.labels);
    refuseFuture(body.labels, this.clock.now(), (row) => `labels[${row}].labelled_at`);
    const outcomes = await this.feedback.report(body.labels.map((label) => this.read(label)));
    const counts: Record<LabelOutcome, number> = { recorded: 0, unchanged: 0, corrected: 0, pending: 0 };
    for (const outcome of outcomes) counts[outcome] += 1;
    return counts;
  }

  private read({ transaction_id, actual_fraud, labelled_at }: LabelDto): Label {
    const labelledAt = labelled_at === undefined ? this.clock.now() : Date.parse(labelled_at);
    return { transactionId: transaction_id, actual: actual_fraud, labelledAt };
  }
}

/** A truth can't have become known later than now: its delay would be one that nobody waited. */
function refuseFuture(labels: readonly LabelDto[], now: number, fieldOf: (row: number) => string): void {
  const detail = 'lies in the future: 5 minutes are allowed for clocks that differ';
  const errors = labels.flatMap(({ labelled_at }, row) =>
    labelled_at !== undefined && Date.parse(labelled_at) > now + CLOCK_SKEW_MS ? [{ field: fieldOf(row), detail }] : [],
  );
  if (errors.length > 0) throw new InvalidInput(errors.slice(0, 50));
}

function refuseRepeats(labels: readonly LabelDto[]): void {
  const firstRow = new Map<string, number>();
  const errors = labels.flatMap(({ transaction_id }, row) => {
    const first = firstRow.get(transaction_id);
    if (first === undefined) firstRow.set(transaction_id, row);
    return first === undefined
      ? []
      : [{ field: `labels[${row}].transaction_id`, detail: `is the same as that of labels[${first}]` }];
  });
  if (errors.length > 0) throw new InvalidInput(errors.slice(0, 50));
}
