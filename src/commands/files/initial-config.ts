import { existsSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../../config/index.js';
import {
  type ColumnRoles,
  type CsvFile,
  inferConfig,
  type InferredConfig,
  LabelColumn,
  profileFile,
  type RowWindow,
} from '../../csv/index.js';
import { Progress } from '../progress.js';

/** Reads a file once and guesses its config. */
export async function guessConfig(csv: CsvFile, roles: ColumnRoles, window: RowWindow): Promise<InferredConfig> {
  for (const column of [roles.time, roles.id, ...roles.exclude]) if (column !== undefined) csv.indexOf(column);
  const label = new LabelColumn(csv, roles.label, roles.positive);
  const profile = await Progress.during('looking at rows', (progress) =>
    profileFile(csv, label, window, () => {
      progress.add();
    }),
  );
  return inferConfig(profile, roles, label.negativeValues);
}

/**
 * Writes a guessed config.
 *
 * @param force whether an existing file is replaced
 * @throws ConfigError when there is a file of that name already, before `guess` is asked
 */
export async function writeConfig(
  file: string,
  force: boolean,
  guess: () => Promise<InferredConfig>,
): Promise<InferredConfig> {
  if (!force && existsSync(file)) {
    const choices =
      'name another one with --config, replace it with --force, or leave --init out to import with it as it is';
    throw new ConfigError(file, [`there is such a file already, and --init does not overwrite it: ${choices}`]);
  }
  const inferred = await guess();
  writeFileSync(file, inferred.text, { flag: force ? 'w' : 'wx' });
  return inferred;
}

/** What a guessed config takes and leaves out, for a person. */
export function describeGuess({ decisions }: InferredConfig): string[] {
  const features = decisions.filter(({ kind }) => kind === 'feature');
  const leaks = decisions.filter((decision) => decision.kind === 'suspected-leak');
  const excluded = decisions.filter((decision) => decision.kind === 'excluded');
  return [
    `  ${features.length} features: ${features.map(({ column }) => column).join(', ')}`,
    ...excluded.map(({ column, reason }) => `  left out ${column}: ${reason}`),
    ...leaks.map(({ column, reason }) => `  LEFT OUT ${column}, PERHAPS A LEAK: ${reason}`),
  ];
}
