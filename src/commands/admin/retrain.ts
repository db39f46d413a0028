import { Command } from 'commander';
import { ownAddress, urlOption } from '../option-values.js';
import { printReport } from '../report.js';
import { AdminClient, KEY_HELP } from './admin-client.js';
import { followRun } from './follow-run.js';
import { verdict } from './run-text.js';

const GOOD = ['deployed', 'threshold-moved'];

const HELP = `
With --wait the command ends with the run: 0 when a model was deployed or the threshold moved, 1 otherwise. Ctrl-C ends
the waiting, not the run.

Examples:
  homeostat retrain --reason "new terminals since Monday"
  homeostat retrain --force --wait
${KEY_HELP}`;

interface RetrainOptions {
  readonly url?: URL;
  readonly reason?: string;
  readonly force?: true;
  readonly wait?: true;
  readonly json?: true;
}

/** `homeostat retrain`: asks for a retraining. */
export function retrainCommand(): Command {
  return new Command('retrain')
    .description('ask for a retraining: a challenger is trained, measured against the champion, deployed if not worse')
    .option('--reason <text>', 'why, for the record')
    .option('--force', 'pass over cooldown, daily maximum and probation')
    .option('--wait', 'show the steps as they go, until the run is finished')
    .addOption(urlOption())
    .option('--json', 'print what the service answers')
    .addHelpText('after', HELP)
    .action(retrain);
}

async function retrain({ url, reason, force, wait, json }: RetrainOptions): Promise<void> {
  const client = new AdminClient(url ?? ownAddress());
  const asked = (await client.post('/admin/retrain', {
    ...(reason !== undefined && { reason }),
    force: force === true,
  })) as { run_id: number; request: string };
  if (wait !== true) {
    printReport(asked, json === true, () => [
      `Run ${asked.run_id} is ${asked.request === 'joined' ? 'under way already, and goes on for you' : 'on its way'}.`,
      `See it: npx homeostat runs ${asked.run_id}`,
    ]);
    return;
  }
  const out = json === true ? process.stderr : process.stdout;
  const run = await followRun(client, asked.run_id, (line) => out.write(`${line}\n`));
  printReport({ ...run }, json === true, () => [verdict(run)]);
  if (!GOOD.includes(run.outcome ?? '')) process.exitCode = 1;
}
