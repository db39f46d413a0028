import type { FeatureDefinition } from '../../config/index.js';

/** How rows of one feature list read in another one, or the features in the way. */
export type Translation =
  | { readonly kind: 'columns'; readonly columns: readonly Float64Array[] }
  | { readonly kind: 'unreadable'; readonly features: readonly string[] };

/**
 * Brings columns into the form that a model of another feature list reads: each of its features must be there, by name
 * and of the same kind. A category that its list lacks is one that it has not seen. Cost: a pass over categorical columns.
 */
export function translate(
  columns: readonly Float64Array[],
  from: readonly FeatureDefinition[],
  to: readonly FeatureDefinition[],
): Translation {
  const places = to.map(({ name, kind }) => from.findIndex((other) => other.name === name && other.kind === kind));
  const missing = to.filter((_, place) => (places[place] ?? -1) < 0).map(({ name }) => name);
  if (missing.length > 0) return { kind: 'unreadable', features: missing };
  return {
    kind: 'columns',
    columns: to.map((feature, index) => {
      const place = places[index] ?? 0;
      const column = columns[place] ?? new Float64Array();
      const source = from[place];
      if (feature.kind !== 'categorical' || source?.kind !== 'categorical') return column;
      const unseen = feature.categories.length;
      const codes = source.categories.map((category) => {
        const code = feature.categories.indexOf(category);
        return code < 0 ? unseen : code;
      });
      return column.map((value) => (Number.isNaN(value) ? NaN : (codes[value] ?? unseen)));
    }),
  };
}
