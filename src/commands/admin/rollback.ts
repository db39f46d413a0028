import { Command } from 'commander';
import { ownAddress, urlOption } from '../option-values.js';
import { printReport } from '../report.js';
import { AdminClient, KEY_HELP } from './admin-client.js';

interface RollbackOptions {
  readonly url?: URL;
  readonly to?: string;
  readonly reason: string;
  readonly json?: true;
}

/** `homeostat rollback`: makes an earlier version the active one. */
export function rollbackCommand(): Command {
  return new Command('rollback')
    .description('go back to an earlier version of the model, in every replica in under a second')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--to <version>', 'such as v1 (default: the one that the active one replaced)')
    .addOption(urlOption())
    .option('--json', 'print what the service answers')
    .addHelpText('after', KEY_HELP)
    .action(rollback);
}

async function rollback({ url, to, reason, json }: RollbackOptions): Promise<void> {
  const answer = (await new AdminClient(url ?? ownAddress()).post('/admin/rollback', {
    ...(to !== undefined && { to }),
    reason,
  })) as {
    model_version: string;
    previous_version: string | null;
  };
  printReport({ ...answer }, json === true, () => [
    `${answer.model_version} is active again; it was ${answer.previous_version ?? 'none'}.`,
  ]);
}
