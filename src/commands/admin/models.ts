import { Command } from 'commander';
import { ownAddress, urlOption } from '../option-values.js';
import { grouped, printReport, score } from '../report.js';
import { AdminClient, KEY_HELP } from './admin-client.js';
import { table } from './run-text.js';

interface ModelsAnswer {
  readonly active: string | null;
  readonly models: readonly {
    readonly version: string;
    readonly status: string;
    readonly engine: string;
    readonly created_at: string;
    readonly metrics: { readonly accuracy: number | null; readonly average_precision: number | null };
    readonly training: { readonly rows: number; readonly source: string };
  }[];
}

/** `homeostat models`: the versions of the model. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('list the versions of the model, newest first')
    .addOption(urlOption())
    .option('--json', 'print what the service answers')
    .addHelpText('after', KEY_HELP)
    .action(models);
}

async function models({ url, json }: { readonly url?: URL; readonly json?: true }): Promise<void> {
  const answer = (await new AdminClient(url ?? ownAddress()).get('/models')) as ModelsAnswer;
  printReport({ ...answer }, json === true, () => {
    if (answer.models.length === 0) return ['There is no model yet.'];
    const rows = answer.models.map(({ version, status, created_at, metrics, training }) => [
      version,
      status,
      created_at.slice(0, 16).replace('T', ' '),
      grouped(training.rows),
      score(metrics.accuracy ?? undefined),
      score(metrics.average_precision ?? undefined),
      training.source,
    ]);
    return table([['version', 'status', 'made', 'rows', 'accuracy', 'average precision', 'source'], ...rows]);
  });
}
