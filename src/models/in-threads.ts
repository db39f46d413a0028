// What worker threads may import of this room: nothing here loads Nest, which would take a second.
export { rowValues } from './encoded-row.js';
export { TrainingColumns } from './training-columns.js';
