#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { migrateCommand } from './commands/migrate.js';
import { startCommand } from './commands/start.js';
import { ConfigError } from './config/index.js';
import { VERSION } from './version.js';

const program = new Command('homeostat')
  .description('A model service that keeps itself in balance.')
  .version(VERSION)
  .showHelpAfterError('(--help says more)')
  .addCommand(startCommand())
  .addCommand(migrateCommand());

try {
  await program.parseAsync();
} catch (error) {
  const expected = error instanceof ConfigError || !(error instanceof Error) || process.env['LOG_LEVEL'] !== 'debug';
  process.stderr.write(`${expected ? String((error as Error).message) : String(error.stack)}\n`);
  process.exitCode = 1;
}
