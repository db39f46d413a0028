import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Config, type Environment, readConfig, readEnvironment } from '../../config/index.js';
import { type Service, startService } from '../../main.js';
import { joinEmbeddedPostgres, packageRoot } from '../../platform/index.js';
import { FirstModel } from '../../retraining/index.js';
import { freePort } from '../monitoring/free-port.js';
import { type Monitoring, type MonitoringPrograms, startMonitoring } from '../monitoring/monitoring.js';
import { OPS_FOLDER } from '../monitoring/ops-folder.js';
import { DrillDatabases } from './drill-database.js';
import { type DrillReceivers, startReceivers } from './drill-receivers.js';
import type { Fault } from './fault.js';
import { SpedClock } from './sped-clock.js';

const HOUR_MS = 3_600_000;
/** Of the history that the first model was trained on, so much is left to the drill, so that new rows count. */
const HISTORY_DAYS = 10;

/** What the drill's service has otherwise than the config of the generator, as the report says it. */
export const DRILL_SETTINGS = [
  '1,000 payments in an hour of its clock, one a request; no daily check',
  'figures of the last 3 h instead of 14 d, drift windows from 300 rows and 1 h on instead of 500 and 1 d',
  'probation compares from 300 predictions on instead of 500; a run holds 10 % of the rows out instead of 20 %',
  'a run may follow another after 1 h instead of 6 h, 4 in a day instead of 2: a slow machine asks for runs of its own',
  'ranges in rules ([5m], [1h], offset 24h) are not sped up: they are of the machine’s clock, and see what there was since the start',
  'label-delay: labels take 1 h, else 0.3 h (median); for it the expression of LabelsStalling is rewritten: it looks back 45 s instead of 7 d, and waits 2 s instead of 6 h',
  `history of ${HISTORY_DAYS} days instead of 30 beside the model that was trained on 30`,
];

function drillConfig(): Config {
  const config = readConfig(path.join(packageRoot(import.meta.dirname), 'homeostat.config.yaml'));
  const { retraining, drift, windows } = config;
  return {
    ...config,
    windows: { ...windows, performance: 3 * HOUR_MS, features: HOUR_MS },
    drift: { ...drift, minimumRows: 300, cycle: HOUR_MS, window: 6 * HOUR_MS },
    retraining: {
      ...retraining,
      heldOutShare: 0.1,
      cooldown: HOUR_MS,
      maximumPerDay: 4,
      schedule: { ...retraining.schedule, enabled: false },
      probation: { ...retraining.probation, minimumPredictions: 300 },
    },
  };
}

/** A service that is watched, on a database of its own. */
export interface DrillService {
  readonly url: string;
  readonly prometheusUrl: string;
  readonly databaseUrl: string;
  readonly receivers: DrillReceivers;
  stop(): Promise<void>;
}

/** Where drills take place: one PostgreSQL, a template with a model, a fresh copy of it for each fault. */
export class DrillGround {
  private constructor(
    readonly databases: DrillDatabases,
    private readonly template: string,
    private readonly folder: string,
    private readonly leave: () => Promise<void>,
  ) {}

  /** Trains the first model. In DATABASE_URL's server where there is one, else in an embedded one in a temporary folder. */
  static async prepare(): Promise<DrillGround> {
    const folder = mkdtempSync(path.join(tmpdir(), 'homeostat-drill-'));
    const { databaseUrl } = readEnvironment(process.env);
    const embedded = databaseUrl === undefined ? await joinEmbeddedPostgres(path.join(folder, 'data')) : undefined;
    const databases = new DrillDatabases(databaseUrl ?? embedded?.url ?? '');
    const leave = async (): Promise<void> => {
      await databases.dropAll();
      await embedded?.leave();
      rmSync(folder, { recursive: true, force: true });
    };
    try {
      const template = await databases.make('template');
      const service = await startService(drillConfig(), environmentOf(template, {}), { quiet: true });
      await service.application.get(FirstModel, { strict: false }).attempt;
      await service.stop();
      await forgetHistory(template);
      return new DrillGround(databases, template, folder, leave);
    } catch (error) {
      await leave();
      throw error;
    }
  }

  /** A service with Prometheus, Alertmanager and receivers; clock and waits run `speed` times as fast. */
  async start(fault: Fault, programs: MonitoringPrograms, speed: number): Promise<DrillService> {
    const receivers = await startReceivers();
    const started: { stop(): Promise<void> }[] = [receivers];
    const stop = async (): Promise<void> => {
      for (const each of started.reverse()) await each.stop();
    };
    try {
      const databaseUrl = await this.databases.make(fault.name, this.template);
      const prometheusUrl = `http://127.0.0.1:${await freePort()}`;
      const environment = environmentOf(databaseUrl, { NOTICE_WEBHOOK_URL: `${receivers.url}/notice` });
      const service: Service = await startService(drillConfig(), environment, {
        clock: new SpedClock(speed),
        quiet: true,
      });
      started.push(service);
      const monitoring: Monitoring = await startMonitoring(programs, {
        ops: OPS_FOLDER,
        folder: path.join(this.folder, fault.name),
        places: {
          serviceUrl: service.url,
          prometheusUrl,
          alertmanagerUrl: `http://127.0.0.1:${await freePort()}`,
          grafanaUrl: undefined,
        },
        receivers: {
          slackWebhookUrl: `${receivers.url}/slack`,
          pagerduty: { url: `${receivers.url}/pagerduty`, routingKey: 'drill' },
          email: undefined,
          webhookUrl: undefined,
          serviceUrl: service.url,
          adminApiKey: environment.adminApiKey,
        },
        speed,
        hurried: fault.hurried,
      });
      started.push(monitoring);
      return { url: service.url, prometheusUrl, databaseUrl, receivers, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  }

  /** Drops its databases, and removes its folder. */
  async clear(): Promise<void> {
    await this.leave();
  }
}

function environmentOf(databaseUrl: string, variables: NodeJS.ProcessEnv): Environment {
  return { ...readEnvironment(variables), databaseUrl, port: 0 };
}

async function forgetHistory(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `DELETE FROM history WHERE occurred_at < (SELECT max(occurred_at) FROM history) - interval '${HISTORY_DAYS} days'`,
    );
  } finally {
    await client.end();
  }
}
