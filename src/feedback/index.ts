export { FeedbackModule } from './feedback.module.js';
export { FeedbackService } from './feedback.service.js';
export type { LabelChange } from './label.js';
export { LabelStore } from './label-store.js';
