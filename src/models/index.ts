export { ActiveModel } from './active-model.js';
export { decodeRow, type EncodedRow, type FeatureValue, rowBytes, rowValues, sameRow } from './encoded-row.js';
export { compileEncoder, type Encoder, type Encoding } from './encoder.js';
export { Explainer } from './explainer.js';
export type { FeatureSchema } from './feature-schema.js';
export type { LoadedModel } from './model-loader.js';
export { ModelRegistry } from './model-registry.js';
export type {
  Deployment,
  ModelMetrics,
  ModelVersion,
  NewDeployment,
  NewModelVersion,
  Promotion,
  RollbackTarget,
  TrainingSummary,
} from './model-version.js';
export type { CategoricalReference, FeatureReference, NumericReference, Reference } from './reference.js';
export { ModelsModule } from './models.module.js';
export { SchemaStore } from './schema-store.js';
export { type Shadow, ShadowModel } from './shadow-model.js';
export { TrainingColumns } from './training-columns.js';
