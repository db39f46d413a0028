import type { FeatureDefinition } from '../config/index.js';

export type FeatureValue = number | string | boolean | null;

/**
 * A transaction as the forest reads it and as the store keeps it: one number a feature, NaN where it is missing.
 * Numbers stand for themselves, booleans are 0 or 1, a category is its place in the feature's list, and a category that
 * the list lacks is the length of the list, its text kept in `unseen`.
 */
export interface EncodedRow {
  readonly values: Float64Array;
  readonly unseen?: Readonly<Record<string, string>>;
}

/** The bytes of a row in the store: the values as little-endian float64. */
export function rowBytes(values: Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/** The inverse of rowBytes, on a copy: a column read from the store is not aligned to 8 bytes. */
export function rowValues(bytes: Uint8Array): Float64Array {
  return new Float64Array(new Uint8Array(bytes).buffer);
}

/** Whether two rows say the same: the same numbers, missing where the other is missing, the same unseen categories. */
export function sameRow(a: EncodedRow, b: EncodedRow): boolean {
  if (a.values.length !== b.values.length) return false;
  for (let i = 0; i < a.values.length; i += 1) if (!Object.is(a.values[i], b.values[i])) return false;
  const names = Object.keys(a.unseen ?? {});
  return (
    names.length === Object.keys(b.unseen ?? {}).length && names.every((name) => a.unseen?.[name] === b.unseen?.[name])
  );
}

/** The features that a row was encoded from, by name. */
export function decodeRow(features: readonly FeatureDefinition[], row: EncodedRow): Record<string, FeatureValue> {
  const decoded: Record<string, FeatureValue> = {};
  for (const [index, feature] of features.entries()) {
    decoded[feature.name] = decodeValue(feature, row.values[index] ?? NaN, row.unseen?.[feature.name]);
  }
  return decoded;
}

function decodeValue(feature: FeatureDefinition, value: number, unseen: string | undefined): FeatureValue {
  if (Number.isNaN(value)) return null;
  switch (feature.kind) {
    case 'numeric':
      return value;
    case 'boolean':
      return value === 1;
    case 'categorical':
      return feature.categories[value] ?? unseen ?? null;
  }
}
