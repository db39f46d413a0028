import { z } from 'zod';
import { ConfigError } from './config-error.js';

const port = z.coerce.number().int().min(0).max(65_535);

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
  };
}
