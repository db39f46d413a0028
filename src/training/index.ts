export { fitForest } from './fit-forest.js';
export type { FitOptions, FittedForest } from './options.js';
