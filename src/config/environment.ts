import { z } from 'zod';
import { ConfigError } from './config-error.js';

const port = z.coerce.number().int().min(0).max(65_535);

const httpUrl = z.string().regex(/^https?:\/\//, 'must start with http:// or https://');
const address = z.string().regex(/@/, 'must be an email address');

const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  HOMEOSTAT_CONFIG: z.string().min(1).default('homeostat.config.yaml'),
  HOMEOSTAT_DATA_DIR: z.string().min(1).default('.homeostat'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8000),
  LOG_FORMAT: z.enum(['text', 'json']).default('text'),
  LOG_LEVEL: z.enum(['error', 'warn', 'log', 'debug']).default('log'),
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  ADMIN_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must have at least 16 characters, without spaces or letters beyond ASCII')
    .optional(),
  PUBLIC_URL: httpUrl.optional(),
  GRAFANA_URL: httpUrl.optional(),
  PROMETHEUS_URL: httpUrl.optional(),
  MLFLOW_TRACKING_URI: httpUrl.optional(),
  MLFLOW_TRACKING_TOKEN: z.string().optional(),
  SLACK_WEBHOOK_URL: httpUrl.optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
    .optional(),
  NOTICE_EMAIL_FROM: address.default('homeostat@localhost'),
  NOTICE_EMAIL_TO: address.optional(),
  PAGERDUTY_ROUTING_KEY: z.string().optional(),
  PAGERDUTY_URL: httpUrl.default('https://events.pagerduty.com/v2/enqueue'),
  NOTICE_WEBHOOK_URL: httpUrl.optional(),
});

/** What differs between deployments: hosts, ports, secrets. Everything else is in the config file. */
export interface Environment {
  readonly databaseUrl: string | undefined;
  readonly configFile: string;
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  readonly logFormat: 'text' | 'json';
  readonly logLevel: 'error' | 'warn' | 'log' | 'debug';
  /** Which work this process takes: answering requests, healing, or both. */
  readonly role: 'all' | 'api' | 'worker';
  /** What admin calls have to show; undefined leaves them open, which only loopback may. */
  readonly adminApiKey: string | undefined;
  /** Where people reach the service and its dashboards, for links in notices; without a slash at the end. */
  readonly publicUrl: string | undefined;
  readonly grafanaUrl: string | undefined;
  readonly prometheusUrl: string | undefined;
  readonly mlflow: { readonly url: string; readonly token: string | undefined } | undefined;
  readonly notices: NoticeReceivers;
}

/** Where notices go. A receiver that is undefined gets none. */
export interface NoticeReceivers {
  readonly slackWebhookUrl: string | undefined;
  readonly email: { readonly smtpUrl: string; readonly from: string; readonly to: string } | undefined;
  readonly pagerduty: { readonly url: string; readonly routingKey: string } | undefined;
  readonly webhookUrl: string | undefined;
}

/**
 * The one reader of the process environment. An empty variable counts as unset.
 *
 * @throws ConfigError naming each bad variable
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      'the environment',
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL,
    configFile: env.HOMEOSTAT_CONFIG,
    dataDirectory: env.HOMEOSTAT_DATA_DIR,
    host: env.HOST,
    port: env.PORT,
    logFormat: env.LOG_FORMAT,
    logLevel: env.LOG_LEVEL,
    role: env.ROLE,
    adminApiKey: env.ADMIN_API_KEY,
    publicUrl: withoutSlash(env.PUBLIC_URL),
    grafanaUrl: withoutSlash(env.GRAFANA_URL),
    prometheusUrl: withoutSlash(env.PROMETHEUS_URL),
    mlflow: env.MLFLOW_TRACKING_URI
      ? { url: withoutSlash(env.MLFLOW_TRACKING_URI), token: env.MLFLOW_TRACKING_TOKEN }
      : undefined,
    notices: noticeReceivers(env),
  };
}

/** The address of what listens on a host and port: `http://[::1]:8000`. */
export function addressOf({ host, port }: Pick<Environment, 'host' | 'port'>): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function noticeReceivers(env: z.output<typeof environmentSchema>): NoticeReceivers {
  return {
    slackWebhookUrl: env.SLACK_WEBHOOK_URL,
    email:
      env.SMTP_URL !== undefined && env.NOTICE_EMAIL_TO !== undefined
        ? { smtpUrl: env.SMTP_URL, from: env.NOTICE_EMAIL_FROM, to: env.NOTICE_EMAIL_TO }
        : undefined,
    pagerduty:
      env.PAGERDUTY_ROUTING_KEY === undefined
        ? undefined
        : { url: env.PAGERDUTY_URL, routingKey: env.PAGERDUTY_ROUTING_KEY },
    webhookUrl: env.NOTICE_WEBHOOK_URL,
  };
}

function withoutSlash<T extends string | undefined>(url: T): T {
  return url?.replace(/\/+$/, '') as T;
}
