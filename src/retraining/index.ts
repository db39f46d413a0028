export { FirstModel } from './first-model.js';
export { RetrainingModule } from './retraining.module.js';
export { ProbationWatch } from './probation/probation-watch.js';
export { DailyCheck } from './runs/daily-check.js';
export { RunWorker } from './runs/run-worker.js';
