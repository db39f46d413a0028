/** Where in a file something is wrong. */
export interface CsvPlace {
  readonly file: string;
  /** The physical line that the row starts on, from 1; absent when the file as a whole is meant. */
  readonly line?: number;
  readonly column?: string;
}

/** A CSV file can't be used as it is; the message names the file, the line, and what is wrong. */
export class CsvError extends Error {
  constructor(
    readonly place: CsvPlace,
    detail: string,
  ) {
    const line = place.line === undefined ? '' : `, line ${place.line}`;
    const column = place.column === undefined ? '' : `, column ${JSON.stringify(place.column)}`;
    super(`${place.file}${line}${column}: ${detail}`);
    this.name = 'CsvError';
  }
}
