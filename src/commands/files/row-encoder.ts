import type { FeatureDefinition } from '../../config/index.js';
import { type CellValue, CsvError, type CsvFile } from '../../csv/index.js';
import { compileEncoder, type EncodedRow } from '../../models/index.js';
import type { FieldError } from '../../platform/index.js';

/** Encodes the features of the row that starts on `line`. Throws CsvError naming the line and each feature at fault. */
export type RowEncoder = (features: Record<string, CellValue>, line: number) => EncodedRow;

/** The encoder that the service itself uses, with errors that name a line of the file. */
export function compileRowEncoder(
  csv: CsvFile,
  features: readonly FeatureDefinition[],
  policy: Parameters<typeof compileEncoder>[1],
): RowEncoder {
  const encode = compileEncoder(features, policy);
  return (values, line) => {
    const errors: FieldError[] = [];
    const encoding = encode(values, 'features', errors);
    if (encoding) return encoding.row;
    const details = errors.map(({ field, detail }) => `${field.slice('features.'.length)} ${detail}`);
    throw new CsvError({ file: csv.file, line }, details.join('; '));
  };
}
