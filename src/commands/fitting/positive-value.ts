import { CsvError, type CsvFile } from '../../csv/index.js';

const LOOKED_AT_ROWS = 10_000;
const USUAL_POSITIVES = ['1', '1.0', 'true', 'yes', 'y', 't', 'fraud', 'positive'];

/**
 * The value of a label column that is plainly the positive one: 1 of 0 and 1, yes of yes and no, and the like.
 *
 * @throws CsvError listing the values when none is, or several are
 */
export async function guessPositive(csv: CsvFile, column: string): Promise<string> {
  const index = csv.indexOf(column);
  const values = new Set<string>();
  for await (const { cells } of csv.rows({ limit: LOOKED_AT_ROWS })) {
    values.add(cells[index] ?? '');
    if (values.size > 10) break;
  }
  const [usual, ...others] = [...values].filter((value) => USUAL_POSITIVES.includes(value.toLowerCase()));
  if (usual !== undefined && others.length === 0) return usual;
  const seen = [...values].map((value) => JSON.stringify(value)).join(', ');
  throw new CsvError(
    { file: csv.file, column },
    `name the positive value with --positive; the first rows have ${seen}`,
  );
}
