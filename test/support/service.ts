import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { type Config, type Environment, readEnvironment } from '../../src/config/index.js';
import { HistoryStore } from '../../src/history/index.js';
import { compileEncoder, SchemaStore } from '../../src/models/index.js';
import { createHttpApplication } from '../../src/platform/index.js';
import { Summariser } from '../../src/metrics/summaries/summariser.js';
import { FirstModel } from '../../src/retraining/index.js';
import { DrivenClock } from './clock.js';
import { testConfig } from './config.js';
import { openTestDatabase } from './database.js';

export interface Answer {
  status: number;
  body: any;
  headers: Record<string, unknown>;
}

/** A whole service on a database of its own, with a clock that the test drives. */
export class TestService {
  private constructor(
    readonly application: NestFastifyApplication,
    readonly dataSource: DataSource,
    readonly clock: DrivenClock,
  ) {}

  /** Starts a service; with no history its model is trained on a made-up rule: large amounts online are fraud. */
  static async start({
    config = testConfig(),
    clock = new DrivenClock(),
    history = 400,
    databaseUrl,
    environment = readEnvironment({}),
  }: {
    config?: Config;
    clock?: DrivenClock;
    history?: number;
    databaseUrl?: string;
    environment?: Environment;
  } = {}): Promise<TestService> {
    const dataSource = await openTestDatabase(databaseUrl);
    if (history > 0) await writeHistory(dataSource, config, clock, history);
    const trainingWorker = new URL('../../dist/src/training/training-worker.js', import.meta.url);
    const module = AppModule.register({ config, environment, dataSource, clock, trainingWorker });
    const application = await createHttpApplication(module, { version: 'test', logger: false });
    await application.init();
    await application.getHttpAdapter().getInstance().ready();
    await application.get(FirstModel, { strict: false }).attempt;
    return new TestService(application, dataSource, clock);
  }

  async stop(): Promise<void> {
    await this.application.close();
    await this.dataSource.destroy();
  }

  post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    return this.call({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });
  }

  get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call({ method: 'GET', url, headers });
  }

  /** The samples of one metric on /metrics, by their labels as they are written there, after everything logged is summarised. */
  async metric(name: string): Promise<Record<string, number>> {
    await this.summarised();
    const { body } = await this.get('/metrics');
    const lines = (body as string)
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return Object.fromEntries(
      lines.map((line) => [line.slice(name.length, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }

  /** Returns when the summaries hold all that any replica has logged. */
  private async summarised(): Promise<void> {
    const left = `SELECT (SELECT count(*) FROM prediction_unsummarised) + (SELECT count(*) FROM label_unsummarised) AS rows`;
    // Rows that another replica is adding are locked for this one, and there until the other commits.
    do await this.application.get(Summariser, { strict: false }).catchUp();
    while (Number((await this.dataSource.query(left))[0].rows) > 0);
  }

  private async call(request: object): Promise<Answer> {
    const response = await this.application.inject(request);
    const json = String(response.headers['content-type']).includes('json');
    return { status: response.statusCode, body: json ? response.json() : response.body, headers: response.headers };
  }
}

async function writeHistory(dataSource: DataSource, config: Config, clock: DrivenClock, rows: number): Promise<void> {
  const schema = await new SchemaStore(dataSource, clock).versionOf(config.features);
  const encode = compileEncoder(config.features, config.prediction);
  const history = Array.from({ length: rows }, (_, index) => {
    const amount = (index * 37) % 1_000;
    const channel = index % 3 === 0 ? 'online' : 'chip';
    const encoding = encode(
      { amount, channel, card_present: channel === 'chip', account_age_days: index },
      'features',
      [],
    );
    return {
      transactionId: `history-${index}`,
      occurredAt: clock.now() - (rows - index) * 60_000,
      row: encoding!.row,
      positive: channel === 'online' && amount > 500,
    };
  });
  await new HistoryStore(dataSource).insert(schema.version, 'the test', history);
}
