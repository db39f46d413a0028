export { isExplored } from './decision.js';
export type { Prediction } from './prediction.js';
export { PredictionLog } from './prediction-log.js';
export { PredictionModule } from './prediction.module.js';
export { PredictionStore } from './prediction-store.js';
export { latencyQuantile } from './minutes/latency-bins.js';
export { type ScoringFigures, ScoringMinuteStore } from './minutes/scoring-minute-store.js';
export { type ShadowedRequests, type ShadowScore, ShadowStore } from './shadow/shadow-store.js';
