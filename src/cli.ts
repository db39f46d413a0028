#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { modelsCommand } from './commands/admin/models.js';
import { retrainCommand } from './commands/admin/retrain.js';
import { rollbackCommand } from './commands/admin/rollback.js';
import { runsCommand } from './commands/admin/runs.js';
import { backtestCommand } from './commands/backtest.js';
import { drillCommand } from './commands/drill.js';
import { fitCommand } from './commands/fit.js';
import { importCommand } from './commands/import.js';
import { migrateCommand } from './commands/migrate.js';
import { replayCommand } from './commands/replay.js';
import { reportCommand } from './commands/report-command.js';
import { simulateCommand } from './commands/simulate.js';
import { stackCommand } from './commands/stack.js';
import { startCommand } from './commands/start.js';
import { VERSION } from './version.js';

const program = new Command('homeostat')
  .description('A model service that keeps itself in balance.')
  .version(VERSION)
  .showHelpAfterError('(--help says more)')
  .addCommand(startCommand())
  .addCommand(migrateCommand())
  .addCommand(importCommand())
  .addCommand(fitCommand())
  .addCommand(backtestCommand())
  .addCommand(replayCommand())
  .addCommand(reportCommand())
  .addCommand(simulateCommand())
  .addCommand(modelsCommand())
  .addCommand(retrainCommand())
  .addCommand(rollbackCommand())
  .addCommand(runsCommand())
  .addCommand(stackCommand())
  .addCommand(drillCommand());

try {
  await program.parseAsync();
} catch (error) {
  const { message, stack } = error as Error;
  process.stderr.write(`${process.env['LOG_LEVEL'] === 'debug' ? (stack ?? message) : message}\n`);
  process.exitCode = 1;
}
