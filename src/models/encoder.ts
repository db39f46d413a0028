import type { FeatureDefinition } from '../config/index.js';
import { type FieldError, textProblem } from '../platform/index.js';
import type { EncodedRow } from './encoded-row.js';

const MAX_CATEGORY_LENGTH = 256;

/** What to do with a value that training has not seen the like of. */
export interface InputPolicy {
  readonly outOfRange: 'accept' | 'refuse';
  readonly unseenCategories: 'accept' | 'refuse';
}

/** A row, and which features (by position) had an accepted value outside their declared range. */
export interface Encoding {
  readonly row: EncodedRow;
  readonly outOfRange: readonly number[];
}

/**
 * Encodes the `features` object of one transaction. Problems are appended to `errors` with `path` before the feature's
 * name; then the answer is undefined.
 */
export type Encoder = (features: unknown, path: string, errors: FieldError[]) => Encoding | undefined;

type ValueEncoder = (value: unknown, sink: ValueSink) => number;

/** Where a value's encoder leaves what does not fit into a number. */
interface ValueSink {
  problem: string | undefined;
  unseen: string | undefined;
  outOfRange: boolean;
}

/** Compiles the feature list once; encoding a row of n features then costs n lookups and one Float64Array. */
export function compileEncoder(features: readonly FeatureDefinition[], policy: InputPolicy): Encoder {
  const names = features.map((feature) => feature.name);
  const encoders = features.map((feature) => ({ name: feature.name, encodeValue: compileFeature(feature, policy) }));
  const known = new Set(names);

  return (input, path, errors) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      errors.push({ field: path, detail: `must be an object of feature values, e.g. {"${names[0] ?? ''}": ...}` });
      return undefined;
    }
    const given = input as Record<string, unknown>;
    const before = errors.length;
    const values = new Float64Array(encoders.length);
    const sink: ValueSink = { problem: undefined, unseen: undefined, outOfRange: false };
    const outOfRange: number[] = [];
    let unseen: Record<string, string> | undefined;
    let found = 0;

    for (const [index, { name, encodeValue }] of encoders.entries()) {
      const present = Object.hasOwn(given, name);
      if (present) found += 1;
      values[index] = encodeValue(present ? given[name] : undefined, sink);
      if (sink.problem !== undefined) {
        errors.push({ field: `${path}.${name}`, detail: sink.problem });
        sink.problem = undefined;
      }
      if (sink.unseen !== undefined) {
        (unseen ??= {})[name] = sink.unseen;
        sink.unseen = undefined;
      }
      if (sink.outOfRange) {
        outOfRange.push(index);
        sink.outOfRange = false;
      }
    }
    if (Object.keys(given).length !== found) reportUnknown(given, known, path, errors);
    if (errors.length > before) return undefined;
    return { row: unseen ? { values, unseen } : { values }, outOfRange };
  };
}

function compileFeature(feature: FeatureDefinition, policy: InputPolicy): ValueEncoder {
  const encode = compileKind(feature, policy);
  const missing = new Set<unknown>(feature.kind === 'boolean' ? [] : feature.missingValues);
  const { required } = feature;
  return (value, sink) => {
    if (value === undefined || value === null || missing.has(value)) {
      if (required) sink.problem = 'is required, and must not be missing';
      return NaN;
    }
    return encode(value, sink);
  };
}

function compileKind(feature: FeatureDefinition, policy: InputPolicy): ValueEncoder {
  switch (feature.kind) {
    case 'numeric':
      return numericEncoder(feature.range ?? [-Infinity, Infinity], policy.outOfRange);
    case 'boolean':
      return booleanEncoder;
    case 'categorical':
      return categoricalEncoder(feature.categories, policy.unseenCategories);
  }
}

function numericEncoder([low, high]: readonly number[], policy: InputPolicy['outOfRange']): ValueEncoder {
  const [min, max] = [low ?? -Infinity, high ?? Infinity];
  return (value, sink) => {
    if (typeof value !== 'number') {
      sink.problem = `must be a number, got ${describe(value)}`;
      return NaN;
    }
    if (!Number.isFinite(value)) {
      sink.problem = 'must be a finite number';
      return NaN;
    }
    if (value < min || value > max) {
      if (policy === 'refuse') sink.problem = `must lie from ${min} to ${max}, got ${value}`;
      sink.outOfRange = policy === 'accept';
    }
    // -0 and 0 are one value to a person, and must be one to the comparison of repeats.
    return value + 0;
  };
}

const booleanEncoder: ValueEncoder = (value, sink) => {
  if (typeof value === 'boolean') return Number(value);
  sink.problem = `must be true or false, got ${describe(value)}`;
  return NaN;
};

function categoricalEncoder(categories: readonly string[], policy: InputPolicy['unseenCategories']): ValueEncoder {
  const codes = new Map(categories.map((category, code) => [category, code]));
  return (value, sink) => {
    if (typeof value !== 'string') {
      sink.problem = `must be a text, got ${describe(value)}`;
      return NaN;
    }
    const code = codes.get(value);
    if (code !== undefined) return code;
    sink.problem = textProblem(value, MAX_CATEGORY_LENGTH);
    if (sink.problem !== undefined) return NaN;
    if (policy === 'refuse') sink.problem = `must be one of ${list(categories)}, got ${describe(value)}`;
    else sink.unseen = value;
    return categories.length;
  };
}

function reportUnknown(
  given: Record<string, unknown>,
  known: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    errors.push({
      field: `${path}.${name.slice(0, 100)}`,
      detail: `is no feature of the model, which takes ${list([...known])}`,
    });
  }
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 40).join(', ');
  return names.length > 40 ? `${shown} and ${names.length - 40} more` : shown;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
