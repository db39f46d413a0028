import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HISTORY_CHANNEL } from '../history/index.js';
import { ActiveModel } from '../models/index.js';
import { Notifications, withAdvisoryLock } from '../platform/index.js';
import { FirstVersion } from './first-version.js';

const FIRST_MODEL_LOCK = 7_243_004;

/**
 * Sees to it that the configured feature list has a model: trains the first one on history. While there is none, it
 * tries again whenever history is added.
 */
@Injectable()
export class FirstModel implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Settles when the newest attempt is over; it never rejects. */
  attempt: Promise<void> = Promise.resolve();
  private readonly logger = new Logger(FirstModel.name);
  private readonly stopping = new AbortController();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly models: ActiveModel,
    private readonly first: FirstVersion,
    private readonly notifications: Notifications,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.notifications.listen(HISTORY_CHANNEL, () => {
      this.attempt = this.attempt.then(() => this.ensure());
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the service is stopping'));
    await this.attempt;
  }

  private async ensure(): Promise<void> {
    try {
      if (await this.isThere()) return;
      await withAdvisoryLock(this.dataSource, FIRST_MODEL_LOCK, async () => {
        if (!(await this.isThere())) await this.make();
      });
    } catch (error) {
      if (this.stopping.signal.aborted) this.logger.log('training is abandoned; the next start begins it again');
      else this.logger.error('the first model could not be trained', (error as Error).stack);
    }
  }

  private async isThere(): Promise<boolean> {
    const [schema] = await Promise.all([this.first.schema(), this.models.refresh()]);
    return this.models.peek()?.schema.version === schema.version;
  }

  private async make(): Promise<void> {
    const replaced = this.models.peek()?.version;
    if (replaced)
      this.logger.warn(`the feature list has changed since ${replaced}: training a version for the new one`);
    const outcome = await this.first.make(this.stopping.signal);
    if (outcome.kind === 'registered') {
      this.logger.log(`trained the first model of this feature list on ${outcome.source}`);
      await this.models.deploy(outcome.version, {
        kind: 'deploy',
        actor: 'homeostat',
        reason: 'first model of this feature list',
      });
    } else {
      const state = replaced ? `${replaced} stays, with the feature list it was trained for` : 'no model yet';
      this.logger.warn(`${state}: ${outcome.reason}. Import history (again): npx homeostat import --help`);
    }
  }
}
