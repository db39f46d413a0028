import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError } from './config-error.js';
import { type Config, configSchema } from './config-schema.js';

/**
 * Reads and validates the config file.
 *
 * @throws ConfigError naming the file, and each bad key with its line
 */
export function readConfig(file: string): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new ConfigError(file, [`${reason}; HOMEOSTAT_CONFIG names the file to read`]);
  }
  return parseConfig(text, file);
}

/** As readConfig, from text; `source` is what error messages call it. */
export function parseConfig(text: string, source: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0)
    throw new ConfigError(
      source,
      document.errors.map((error) => error.message.trim()),
    );
  const parsed = configSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;

  const lineOf = (path: readonly PropertyKey[]): string => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) return ` (line ${lines.linePos(range[0]).line})`;
    }
    return '';
  };
  throw new ConfigError(
    source,
    parsed.error.issues.map((issue) => `${keyOf(issue)}: ${issue.message}${lineOf(issue.path)}`),
  );
}

function keyOf(issue: z.core.$ZodIssue): string {
  const text = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}
