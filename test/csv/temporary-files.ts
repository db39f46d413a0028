import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';

const SHARED_DATA = resolve(import.meta.dirname, '../../../shared/data');

/** A folder for the files of one test file, removed after its last test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'homeostat-test-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Writes lines as a file, packed when its name ends in .gz, and returns its path. */
export function writeLines(folder: string, name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  const text = `${lines.join('\n')}\n`;
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

/** The path of a real data file, or undefined on a machine without them. */
export function realData(name: string): string | undefined {
  const file = join(SHARED_DATA, name);
  return existsSync(file) ? file : undefined;
}
