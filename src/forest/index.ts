export { ArtefactError } from './artefact-header.js';
export { parseForest, serialiseForest } from './artefact.js';
export { rowBinner, rowStride, type BinnedSet } from './binned-set.js';
export { MAX_CUTS, binCount, learnBinning, type FeatureBinning } from './binning.js';
export { contributions, permutationImportances } from './explanations.js';
export { Forest, type EngineName, type ForestContent } from './forest.js';
export { TreeGrower } from './growing/grower.js';
export { TreeBuilder } from './growing/tree-builder.js';
export {
  DEFAULT_PARAMETERS,
  checkParameters,
  checkTrainingSet,
  featuresPerSplit,
  type ColumnKind,
  type ForestParameters,
  type TrainingSet,
} from './parameters.js';
export { Random } from './random.js';
export { PROBABILITY_ONE, sumCounts, type Tree } from './tree.js';
