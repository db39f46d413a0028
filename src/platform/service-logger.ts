import tty from 'node:tty';
import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Environment } from '../config/index.js';

const LEVELS: LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug'];
/** What Nest tells of its own wiring, 40 lines a start; its warnings and errors still come through. */
const FRAMEWORK = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/** Writes one line an event, as text for people or as JSON for machines (LOG_FORMAT). */
export class ServiceLogger extends ConsoleLogger {
  constructor({ logFormat, logLevel }: Pick<Environment, 'logFormat' | 'logLevel'>) {
    super({
      prefix: 'homeostat',
      json: logFormat === 'json',
      colors: logFormat === 'text' && tty.isatty(process.stdout.fd),
      logLevels: LEVELS.slice(0, LEVELS.indexOf(logLevel) + 1),
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!FRAMEWORK.has(String(rest.at(-1)))) super.log(message, ...rest);
  }
}
