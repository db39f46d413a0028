export { generateTransactions } from './transactions.js';
export type { Transaction } from './transactions.js';
export type { GeneratorOptions } from './options.js';
export { DRIFT_KINDS } from './drift.js';
export type { DriftKind } from './drift.js';
export { FRAUD_PATTERNS } from './fraud/names.js';
export type { FraudPatternName } from './fraud/names.js';
export { DEFAULT_FEATURES } from './features/default-features.js';
export type { GeneratedFeature } from './features/default-features.js';
