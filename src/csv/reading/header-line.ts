import type { Readable } from 'node:stream';

const DELIMITERS = [',', ';', '\t'] as const;
const LONGEST_HEADER_CHARACTERS = 1_000_000;

export type Delimiter = (typeof DELIMITERS)[number];

/** The first line of a stream, which is closed afterwards: enough of it to tell the delimiter. */
export async function firstLine(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += (chunk as Buffer).toString('utf8');
    if (/[\r\n]/.test(text) || text.length > LONGEST_HEADER_CHARACTERS) break;
  }
  return text.split(/[\r\n]/, 1)[0] ?? '';
}

/** The delimiter that stands most often outside quotes; a comma where there is none of them. */
export function detectDelimiter(header: string): Delimiter {
  const unquoted = header.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => unquoted.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Says what keeps column names from being told apart, or nothing. */
export function headerProblem(names: readonly string[]): string | undefined {
  const empty = names.indexOf('');
  if (empty >= 0) {
    return `column ${empty + 1} has no name; name it, or leave it out (with pandas: to_csv(..., index=False))`;
  }
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  return repeated === undefined ? undefined : `two columns are named ${JSON.stringify(repeated)}`;
}
