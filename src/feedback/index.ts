export { FeedbackModule } from './feedback.module.js';
export { FeedbackService } from './feedback.service.js';
export type { LabelChange } from './label.js';
export { LabelStore } from './label-store.js';
export { type LabelledBounds, type LabelledPage, LabelledRows } from './labelled-rows.js';
