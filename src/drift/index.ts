export { compareWithReference, type ColumnReport, type DriftReport } from './checks/drift-report.js';
export type { ColumnVerdict, DriftReason } from './checks/verdict.js';
export { describeReport } from './drift-answer.js';
export { DriftModule } from './drift.module.js';
export { DriftService } from './drift.service.js';
