export { CsvError } from './csv-error.js';
export type { ColumnDecision, ColumnRoles } from './inference/column-decision.js';
export { inferConfig, type InferredConfig } from './inference/infer-config.js';
export { type FileProfile, profileFile } from './profile/file-profile.js';
export { CsvFile, type CsvRow, type RowWindow } from './reading/csv-file.js';
export { type CellValue, compileFeatureReader, type FeatureReader } from './values/feature-cells.js';
export { LabelColumn } from './values/label-column.js';
export { timesOfColumn, timesOfRowNumbers, type TimeSource } from './values/time-column.js';
