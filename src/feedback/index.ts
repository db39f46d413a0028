export { FeedbackModule } from './feedback.module.js';
export type { Outcomes } from './label.js';
export { LabelStore } from './label-store.js';
