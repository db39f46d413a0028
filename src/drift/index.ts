export { DriftModule } from './drift.module.js';
