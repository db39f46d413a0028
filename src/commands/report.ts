/** A figure of a command's answer; undefined where it can't be told. */
export type Figure = string | number | boolean | undefined;

/** Prints an answer: as one line of JSON (keys in snake_case), or as aligned lines for a person. */
export function printReport(
  figures: Readonly<Record<string, unknown>>,
  json: boolean,
  lines: () => readonly string[],
): void {
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : `${lines().join('\n')}\n`);
}

/** Two columns of text, the first one padded. */
export function aligned(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** A share or score with four decimals, or a dash where there is none. */
export function score(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(4);
}

export function rounded(value: number, decimals = 3): number {
  return Number(value.toFixed(decimals));
}
