import { z } from 'zod';
import { configSchema } from '../../src/config/index.js';

interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

/** docs/CONFIGURATION.md, from the schema that checks the config file. */
export function configDocs(): string {
  const root = z.toJSONSchema(configSchema, { io: 'input' }) as Schema;
  const features = root.properties?.['features']?.items;
  const kinds = features?.oneOf ?? features?.anyOf ?? [];
  const { features: _features, ...rest } = root.properties ?? {};
  return [
    '# Configuration',
    '',
    'Every key of `homeostat.config.yaml`, made from the schema that checks it (`npm test -- -u` writes this page anew).',
    'Durations are written `250ms`, `30s`, `5m`, `12h`, `7d`. A key that is not here is refused.',
    '',
    ...table(rows(rest, root.required ?? [], '')),
    '',
    '## features',
    '',
    'A list of 1 to 500 features. Each has a `kind`, and the keys of that kind.',
    ...kinds.flatMap((kind) => {
      const { kind: name, ...properties } = kind.properties ?? {};
      return ['', `### kind: ${String(name.const)}`, '', ...table(rows(properties, kind.required ?? [], ''))];
    }),
    '',
  ].join('\n');
}

function rows(properties: Record<string, Schema>, required: string[], prefix: string): string[][] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const path = prefix + key;
    if (schema.properties) return rows(schema.properties, schema.required ?? [], `${path}.`);
    const fallback = schema.default === undefined ? (required.includes(key) ? 'required' : '-') : code(schema.default);
    return [[`\`${path}\``, type(schema), fallback, schema.description ?? '']];
  });
}

function type(schema: Schema): string {
  const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (choices) return choices.map(code).join(', ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map(type).join(' or ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(type).join(', ')}]`;
  if (schema.type === 'array') return `list of ${schema.items ? type(schema.items) : 'values'}`;
  return `${String(schema.type)}${bounds(schema)}`;
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  const atLeast =
    low === undefined || low <= Number.MIN_SAFE_INTEGER ? '' : ` ${minimum === undefined ? '>' : '>='} ${low}`;
  const atMost =
    high === undefined || high >= Number.MAX_SAFE_INTEGER ? '' : ` ${maximum === undefined ? '<' : '<='} ${high}`;
  return [atLeast, atMost].filter(Boolean).join(' and');
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function table(body: string[][]): string[] {
  const all = [['key', 'type', 'default', 'meaning'], ...body];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(all[0]), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}
