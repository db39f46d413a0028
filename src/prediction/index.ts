export type { Prediction } from './prediction.js';
export { PredictionLog } from './prediction-log.js';
export { PredictionModule } from './prediction.module.js';
export { PredictionStore } from './prediction-store.js';
