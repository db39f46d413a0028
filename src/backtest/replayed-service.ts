import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { type Config, type Environment, readEnvironment } from '../config/index.js';
import { Summariser } from '../metrics/index.js';
import { ActiveModel, type FeatureValue, type LoadedModel } from '../models/index.js';
import { createHttpApplication, type Database } from '../platform/index.js';
import { DailyCheck, FirstModel, ProbationWatch, RunWorker } from '../retraining/index.js';
import { VERSION } from '../version.js';
import type { DrivenClock } from './driven-clock.js';

/** What the service answered to one transaction. */
export interface Answer {
  readonly probability: number;
  readonly prediction: 0 | 1;
  readonly model_version: string;
}

/** A transaction to score. */
export interface Request {
  readonly transactionId: string;
  readonly occurredAt: number;
  readonly features: Readonly<Record<string, FeatureValue | undefined>>;
}

/** The whole service on a driven clock, without a port: what its timers would do is done when asked for. */
export class ReplayedService {
  private constructor(
    private readonly application: NestFastifyApplication,
    private readonly database: Database,
    /** The first version, which answers where nothing heals. */
    readonly first: LoadedModel,
  ) {}

  /**
   * Starts a service on the history of its database, and trains its first model.
   *
   * @throws Error when no model can be trained on that history
   */
  static async start(
    config: Config,
    database: Database,
    clock: DrivenClock,
    trainingWorker: URL | undefined,
  ): Promise<ReplayedService> {
    const { dataSource } = database;
    const environment: Environment = readEnvironment({});
    const module = AppModule.register({
      // The clock of the machine asks for nothing; the backtest asks at the times of the cron expression.
      config: {
        ...config,
        retraining: { ...config.retraining, schedule: { ...config.retraining.schedule, enabled: false } },
      },
      environment,
      dataSource,
      clock,
      ...(trainingWorker && { trainingWorker }),
    });
    const application = await createHttpApplication(module, { version: VERSION, logger: false });
    await application.init();
    await application.getHttpAdapter().getInstance().ready();
    await application.get(FirstModel, { strict: false }).attempt;
    const first = application.get(ActiveModel, { strict: false }).peek();
    if (!first) {
      await application.close();
      throw new Error(
        'no first model could be trained on the rows before the backtest: give it more (--train-share), of both classes',
      );
    }
    return new ReplayedService(application, database, first);
  }

  async stop(): Promise<void> {
    await this.application.close();
    await this.database.close();
  }

  /** Scores at most 10,000 transactions, in order. */
  async score(requests: readonly Request[]): Promise<Answer[]> {
    const transactions = requests.map(({ transactionId, occurredAt, features }) => ({
      transaction_id: transactionId,
      timestamp: new Date(occurredAt).toISOString(),
      features,
    }));
    const { predictions } = (await this.call('POST', '/predict/batch', { transactions })) as { predictions: Answer[] };
    return predictions;
  }

  /** Reports at most 10,000 labels. */
  async label(labels: readonly { readonly transactionId: string; readonly positive: boolean }[]): Promise<void> {
    const body = {
      labels: labels.map(({ transactionId, positive }) => ({ transaction_id: transactionId, actual_fraud: positive })),
    };
    await this.call('POST', '/feedback/batch', body);
  }

  /** Brings figures up to date. */
  async summarise(): Promise<void> {
    await this.application.get(Summariser, { strict: false }).catchUp();
  }

  /** What the clock of the config's cron expression does. */
  async dailyCheck(): Promise<void> {
    await this.application.get(DailyCheck, { strict: false }).tick();
  }

  /** What is due of runs and of probation, to its end. */
  async heal(): Promise<void> {
    await this.application.get(RunWorker, { strict: false }).turn();
    await this.application.get(ProbationWatch, { strict: false }).turn();
  }

  get(url: string): Promise<unknown> {
    return this.call('GET', url);
  }

  private async call(method: 'GET' | 'POST', url: string, payload?: object): Promise<unknown> {
    const response = await this.application.inject({ method, url, ...(payload && { payload }) });
    if (response.statusCode >= 300) {
      throw new Error(`${method} ${url} answered ${response.statusCode}: ${response.body.slice(0, 500)}`);
    }
    return response.json();
  }
}
