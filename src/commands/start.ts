import { once } from 'node:events';
import { Command } from 'commander';
import { addressOf, type Config, ConfigError, readConfig, readEnvironment } from '../config/index.js';
import { type Service, startService } from '../main.js';
import { FirstModel } from '../retraining/index.js';
import { banner } from './banner.js';
import { stopSignal } from './stop-signal.js';

const HELP = `
Needs nothing but Node: a PostgreSQL comes with it, in HOMEOSTAT_DATA_DIR. DATABASE_URL replaces it with your own.

Environment:
  DATABASE_URL        postgresql://user:password@host:port/database (PostgreSQL 14 or later)
  HOMEOSTAT_CONFIG    the config file (homeostat.config.yaml)
  HOMEOSTAT_DATA_DIR  where the embedded database lives (.homeostat)
  HOST, PORT          where to listen (127.0.0.1, 8000)
  LOG_FORMAT          text or json (text)
  LOG_LEVEL           error, warn, log or debug (log)
  ADMIN_API_KEY       what admin calls have to show as a bearer token, 16 characters or more; needed where HOST is not
                      loopback, without it admin calls are open to this machine
  ROLE                api: answers requests; worker: retrains as well; all (all). Each answers requests
  PUBLIC_URL          where people reach the service, for links in notices; GRAFANA_URL likewise
  PROMETHEUS_URL      where the conditions of a retraining are evaluated (the process's own figures)
  MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN
                      the MLflow server that runs are logged to
  SLACK_WEBHOOK_URL, PAGERDUTY_ROUTING_KEY, NOTICE_WEBHOOK_URL
  SMTP_URL, NOTICE_EMAIL_TO, NOTICE_EMAIL_FROM
                      who is told what became of a run; each only where it is set`;

/** `homeostat start`: the service, until Ctrl-C. */
export function startCommand(): Command {
  return new Command('start')
    .description('start the service: database, migrations, a first model, the API and its watch')
    .addHelpText('after', HELP)
    .action(start);
}

async function start(): Promise<void> {
  const environment = readEnvironment(process.env);
  const config = readConfig(environment.configFile);
  const stopping = stopSignal();
  const service = await startService(config, environment).catch((error: unknown) => {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new ConfigError('the environment', [
      `PORT: ${addressOf(environment)} is in use by another program; set PORT to a free one, e.g. PORT=8001 npm start`,
    ]);
  });
  void announce(service, config, stopping);
  if (!stopping.aborted) await once(stopping, 'abort');
  await service.stop();
  process.stdout.write('Homeostat has stopped. Everything it stored is kept.\n');
}

async function announce(service: Service, config: Config, stopping: AbortSignal): Promise<void> {
  await service.application.get(FirstModel, { strict: false }).attempt;
  if (stopping.aborted) return;
  const lines = await banner(service, config);
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}
