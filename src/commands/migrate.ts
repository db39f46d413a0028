import { Command } from 'commander';
import { readEnvironment } from '../config/index.js';
import { openDatabase } from '../platform/index.js';

/** `homeostat migrate`: brings the database's schema up to date, without starting the service. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database's schema up to date (start does so too)")
    .action(async () => {
      const { migrated, close } = await openDatabase(readEnvironment(process.env));
      await close();
      process.stdout.write(migrated.length > 0 ? `${migrated.join('\n')}\n` : 'The schema is up to date.\n');
    });
}
