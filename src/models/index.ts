export { ActiveModel, type LoadedModel } from './active-model.js';
export { decodeRow, type EncodedRow, type FeatureValue, rowBytes, rowValues, sameRow } from './encoded-row.js';
export { compileEncoder, type Encoder, type Encoding } from './encoder.js';
export type { FeatureSchema } from './feature-schema.js';
export { ModelRegistry } from './model-registry.js';
export type { ModelMetrics, ModelVersion, TrainingSummary } from './model-version.js';
export { ModelsModule } from './models.module.js';
export { SchemaStore } from './schema-store.js';
export { TrainingColumns } from './training-columns.js';
