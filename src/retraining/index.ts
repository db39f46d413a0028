export { FirstModel } from './first-model.js';
export { RetrainingModule } from './retraining.module.js';
