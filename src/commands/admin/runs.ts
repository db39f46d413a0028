import { Command, InvalidArgumentError } from 'commander';
import { ownAddress, urlOption, wholeNumber } from '../option-values.js';
import { aligned, printReport } from '../report.js';
import { AdminClient, KEY_HELP } from './admin-client.js';
import { outputLines } from './output-lines.js';
import { RUN_HEADINGS, runCells, type RunDocument, type StepDocument, stepLines, table, verdict } from './run-text.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 200;

interface RunsOptions {
  readonly url?: URL;
  readonly limit: number;
  readonly json?: true;
}

/** `homeostat runs`: what was retrained, when and why. */
export function runsCommand(): Command {
  return new Command('runs')
    .description('list the retraining runs, newest first; or tell one of them, step by step')
    .argument('[run_id]', 'a run, by its number', runId)
    .option('--limit <count>', 'how many runs to list', wholeNumber(1, MAX_LIMIT), DEFAULT_LIMIT)
    .addOption(urlOption())
    .option('--json', 'print what the service answers')
    .addHelpText('after', KEY_HELP)
    .action(runs);
}

async function runs(id: number | undefined, { url, limit, json }: RunsOptions): Promise<void> {
  const client = new AdminClient(url ?? ownAddress());
  if (id === undefined) {
    const answer = (await client.get(`/admin/retrains?limit=${limit}`)) as { runs: RunDocument[] };
    printReport({ ...answer }, json === true, () =>
      answer.runs.length === 0 ? ['There was no run yet.'] : table([RUN_HEADINGS, ...answer.runs.map(runCells)]),
    );
    return;
  }
  const run = (await client.get(`/admin/retrains/${id}`)) as RunDocument;
  printReport({ ...run }, json === true, () => [verdict(run), ...details(run)]);
}

function details(run: RunDocument): string[] {
  return [
    ...aligned([
      ['asked for', `${run.requested_at} by ${run.actor} (${run.trigger})`],
      ['reason', run.reason],
      ['started', run.started_at ?? '-'],
      ['finished', run.finished_at ?? '-'],
    ]),
    '',
    ...(run.steps ?? []).flatMap(stepDetails),
  ];
}

/** A step with its log, and what of its output the log does not say. */
function stepDetails(step: StepDocument): string[] {
  const logged = new Set(step.log.map(({ line }) => line));
  return [
    ...stepLines(step),
    ...step.log.map(({ at, line }) => `            ${at.slice(11, 19)} ${line}`),
    ...outputLines(step.output)
      .filter((line) => !logged.has(line))
      .map((line) => `            ${line}`),
  ];
}

function runId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected the number of a run, such as 17.');
}
