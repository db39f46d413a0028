import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { ProbationChecks } from './probation-checks.js';
import { Probations } from './probations.js';

/** How soon after a deployment its probation begins. */
const TURN_EVERY_MS = 5_000;

/**
 * Watches the version on probation. Whatever a turn does is one transaction that the state of a row lets happen once, so it
 * does not matter which replica does it, nor when one is killed. A process with ROLE=api takes no part.
 */
@Injectable()
export class ProbationWatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ProbationWatch.name);
  private wanted = false;
  private underWay: Promise<void> | undefined;
  private stopped: boolean;

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    private readonly probations: Probations,
    private readonly checks: ProbationChecks,
  ) {
    this.stopped = environment.role === 'api';
  }

  /** Begins what is to begin, checks what is due, ends what is to end. Calls during a turn share it, and it looks once more. */
  turn(): Promise<void> {
    this.wanted = true;
    this.underWay ??= this.take().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.underWay?.catch(() => undefined);
  }

  @Interval(TURN_EVERY_MS)
  protected async tick(): Promise<void> {
    if (this.stopped) return;
    await this.turn().catch((error: unknown) => {
      this.logger.warn(`the probation is looked at again in a few seconds: ${(error as Error).message}`);
    });
  }

  private async take(): Promise<void> {
    while (this.wanted) {
      this.wanted = false;
      await this.probations.follow();
      await this.checks.checkDue();
    }
  }
}
