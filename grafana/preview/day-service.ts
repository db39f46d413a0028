import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { type Config, readEnvironment } from '../../src/config/index.js';
import { EstimateKeeper } from '../../src/metrics/estimates/estimate-keeper.js';
import { Summariser } from '../../src/metrics/summaries/summariser.js';
import { Clock, createHttpApplication } from '../../src/platform/index.js';
import { ScoringMinutes } from '../../src/prediction/minutes/scoring-minutes.js';
import { ShadowScoring } from '../../src/prediction/shadow/shadow-scoring.js';
import { FirstModel } from '../../src/retraining/first-model.js';
import { NoticeSender } from '../../src/retraining/notices/notice-sender.js';
import { ProbationWatch } from '../../src/retraining/probation/probation-watch.js';
import { RunWorker } from '../../src/retraining/runs/run-worker.js';
import { DailyCheck } from '../../src/retraining/runs/daily-check.js';

export class DayClock extends Clock {
  constructor(public time: number) {
    super();
  }

  override now(): number {
    return this.time;
  }
}

/** The whole service on a clock that is moved by hand: what its timers do is done when asked for. */
export class DayService {
  private constructor(
    private readonly application: NestFastifyApplication,
    readonly clock: DayClock,
  ) {}

  /** @param trainingWorker the compiled worker, where it is not beside the code */
  static async start(
    config: Config,
    dataSource: DataSource,
    start: number,
    noticeWebhookUrl: string,
    trainingWorker?: URL,
  ): Promise<DayService> {
    const clock = new DayClock(start);
    const environment = readEnvironment({ NOTICE_WEBHOOK_URL: noticeWebhookUrl });
    const module = AppModule.register({
      config,
      environment,
      dataSource,
      clock,
      ...(trainingWorker && { trainingWorker }),
    });
    const application = await createHttpApplication(module, { version: 'preview', logger: false });
    await application.init();
    await application.getHttpAdapter().getInstance().ready();
    await application.get(FirstModel, { strict: false }).attempt;
    return new DayService(application, clock);
  }

  /** @throws Error when it is answered with another status */
  async post(url: string, payload: object, expected = 200): Promise<void> {
    const { statusCode, body } = await this.application.inject({ method: 'POST', url, payload });
    if (statusCode !== expected) throw new Error(`POST ${url} answered ${statusCode}: ${body.slice(0, 500)}`);
  }

  async get(url: string): Promise<string> {
    return (await this.application.inject({ method: 'GET', url })).body;
  }

  async dailyCheck(): Promise<void> {
    await this.application.get(DailyCheck, { strict: false }).tick();
  }

  /** Compares estimates with the labels that have come: every 5 minutes in a running service. */
  async compareEstimates(): Promise<void> {
    await this.application.get(EstimateKeeper, { strict: false }).update();
  }

  /** All that the other timers would have done by now. */
  async catchUp(): Promise<void> {
    await this.application.get(ShadowScoring, { strict: false }).drain();
    await this.application.get(ScoringMinutes, { strict: false }).write();
    await this.application.get(Summariser, { strict: false }).catchUp();
    await this.application.get(RunWorker, { strict: false }).turn();
    await this.application.get(ProbationWatch, { strict: false }).turn();
    await this.application.get(NoticeSender, { strict: false }).turn();
  }

  stop(): Promise<void> {
    return this.application.close();
  }
}
