import { basename } from 'node:path';
import { Command } from 'commander';
import { readEnvironment } from '../config/index.js';
import { CsvFile } from '../csv/index.js';
import type { HistoryRow } from '../history/index.js';
import { describeGuess, guessConfig, writeConfig } from './files/initial-config.js';
import { addTableOptions, openTable, type TableOptions } from './files/labelled-table.js';
import { compileRowEncoder } from './files/row-encoder.js';
import { columnList } from './option-values.js';
import { Progress } from './progress.js';
import { aligned, grouped, printReport, rounded } from './report.js';
import { type Store, withStore } from './store.js';

const PAGE_ROWS = 2_000;

const HELP = `
Streams: memory does not grow with the file. Importing a file twice adds nothing: rows whose id is in the store already
are left as they are. A row that can't be read stops the import with its line; the rows before it are kept.

--init first writes the config from the file, with comments that say what was guessed and why: read it before you train.

Examples:
  homeostat import payments.csv.gz --label is_fraud --positive 1 --time paid_at --id payment_id --init --config payments.config.yaml
  homeostat import payments-may.csv --label is_fraud --positive 1 --time paid_at --id payment_id --config payments.config.yaml
  homeostat import bank.csv --label y --positive yes --init --exclude duration,comment

Environment: DATABASE_URL, HOMEOSTAT_DATA_DIR and HOMEOSTAT_CONFIG as for start.`;

interface ImportOptions extends TableOptions {
  readonly config?: string;
  readonly init?: true;
  readonly force?: true;
  readonly exclude?: string[];
  readonly json?: true;
}

interface ImportOutcome {
  readonly rows: number;
  readonly added: number;
  readonly positives: number;
  readonly unlabelled: number;
  readonly times: string;
  readonly earliest: number;
  readonly latest: number;
  readonly schemaVersion: number;
}

/** `homeostat import FILE`: labelled history into the store. */
export function importCommand(): Command {
  const command = new Command('import')
    .description('bring labelled history from a CSV file (.csv or .csv.gz) into the store')
    .argument('<file>', 'the CSV file');
  return addTableOptions(command)
    .option('--config <file>', 'the config file (default: HOMEOSTAT_CONFIG, or homeostat.config.yaml)')
    .option('--init', 'write the config file from the CSV file first')
    .option('--force', 'let --init replace an existing config file')
    .option('--exclude <columns>', 'columns that --init must not make features, between commas', columnList)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', HELP)
    .action(importFile);
}

async function importFile(file: string, options: ImportOptions): Promise<void> {
  const csv = await CsvFile.open(file);
  const configFile = options.config ?? readEnvironment(process.env).configFile;
  if (options.init) await initialise(csv, configFile, options);

  const start = performance.now();
  const outcome = await Progress.during('importing rows', (progress) =>
    withStore(configFile, (store) => importRows(csv, options, store, progress)),
  );
  const figures = {
    file,
    config: configFile,
    schema_version: outcome.schemaVersion,
    rows: outcome.rows,
    rows_added: outcome.added,
    rows_known_already: outcome.rows - outcome.added,
    rows_without_label: outcome.unlabelled,
    positives: outcome.positives,
    from: isoTime(outcome.earliest),
    to: isoTime(outcome.latest),
    seconds: rounded((performance.now() - start) / 1_000),
  };
  printReport(figures, options.json === true, () => [
    `Imported ${file} (${outcome.times}):`,
    ...aligned([
      ['labelled rows', grouped(outcome.rows)],
      ['new in the store', grouped(outcome.added)],
      ['known already', grouped(outcome.rows - outcome.added)],
      ['without a label', `${grouped(outcome.unlabelled)}${outcome.unlabelled > 0 ? ' (not imported)' : ''}`],
      ['positive', grouped(outcome.positives)],
      ['from', figures.from],
      ['to', figures.to],
      ['seconds', `${figures.seconds}`],
    ]),
  ]);
}

async function initialise(csv: CsvFile, configFile: string, options: ImportOptions): Promise<void> {
  const { label, positive, time, id, exclude = [], skip, limit } = options;
  const roles = { label, positive, time, id, exclude };
  const inferred = await writeConfig(configFile, options.force === true, () =>
    guessConfig(csv, roles, { skip, limit }),
  );
  const lines = [
    `Wrote ${configFile}. Its comments say what was guessed and why; read them.`,
    ...describeGuess(inferred),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

async function importRows(
  csv: CsvFile,
  options: TableOptions,
  store: Store,
  progress: Progress,
): Promise<ImportOutcome> {
  const { config, history, schemas } = store;
  const table = await openTable(csv, config.features, options);
  const schema = await schemas.versionOf(config.features);
  const encode = compileRowEncoder(csv, config.features, config.prediction);
  let [rows, added, unlabelled, earliest, latest] = [0, 0, 0, Infinity, -Infinity];
  let page: HistoryRow[] = [];
  const storePage = async (): Promise<void> => {
    added += await history.insert(schema.version, `import of ${basename(csv.file)}`, page);
    progress.add(page.length);
    page = [];
  };
  for await (const row of table.rows()) {
    if (row.positive === undefined) {
      unlabelled += 1;
      continue;
    }
    rows += 1;
    earliest = Math.min(earliest, row.occurredAt);
    latest = Math.max(latest, row.occurredAt);
    const { transactionId, occurredAt, positive } = row;
    page.push({ transactionId, occurredAt, row: encode(row.features, row.line), positive });
    if (page.length === PAGE_ROWS) await storePage();
  }
  await storePage();
  if (added > 0) await history.announce();
  const { positives } = table.label;
  return { rows, added, positives, unlabelled, times: table.times, earliest, latest, schemaVersion: schema.version };
}

function isoTime(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : '-';
}
