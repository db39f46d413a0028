import { MAX_CUTS, type FeatureBinning } from './binning.js';
import type { EngineName } from './forest.js';
import { MAX_FEATURES, checkParameters, type ColumnKind, type ForestParameters } from './parameters.js';

/** The bytes are not a forest that this version can read; the message says what is wrong with them. */
export class ArtefactError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArtefactError';
  }
}

export interface Header {
  readonly engine: EngineName;
  readonly parameters: ForestParameters;
  /** Kind of each feature and the length of its table of cuts or categories. */
  readonly features: readonly (readonly [ColumnKind, number])[];
}

const ENGINES: readonly string[] = ['histogram-forest', 'ml-random-forest'] satisfies EngineName[];
const MAX_TABLE: Record<ColumnKind, number> = { numeric: MAX_CUTS, categorical: 255 };

/** @throws RangeError that names what is out of range, TypeError where something is absent. */
export function checkHeader({ engine, parameters, features }: Header): void {
  checkParameters(parameters);
  if (!ENGINES.includes(engine)) throw new RangeError(`the engine is ${engine}; expected ${ENGINES.join(' or ')}.`);
  if (features.length === 0 || features.length > MAX_FEATURES) {
    throw new RangeError(`${features.length} features; expected 1 to ${MAX_FEATURES}.`);
  }
  features.forEach(([kind, size], feature) => {
    if (!Object.hasOwn(MAX_TABLE, kind)) {
      throw new RangeError(`feature ${feature} is ${kind}; expected numeric or categorical.`);
    }
    if (!Number.isInteger(size) || size < 0 || size > MAX_TABLE[kind]) {
      throw new RangeError(
        `the table of feature ${feature} has length ${String(size)}; expected 0 to ${MAX_TABLE[kind]}.`,
      );
    }
  });
}

/** The cuts or the categories of a feature. */
export function table(binning: FeatureBinning): Float64Array {
  return binning.kind === 'numeric' ? binning.cuts : binning.categories;
}

/** @throws RangeError when a table's values don't ascend. */
export function checkTable(values: Float64Array, feature: number): void {
  for (let k = 0; k < values.length; k++) {
    if (!(k === 0 ? values[k] === values[k] : values[k] > values[k - 1])) {
      throw new RangeError(`the table of feature ${feature} does not ascend at ${k}.`);
    }
  }
}
