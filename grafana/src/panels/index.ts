export { pie, stat } from './figures.js';
export { heatmap } from './heatmap.js';
export { note } from './note.js';
export { DATASOURCE, type Panel } from './panel.js';
export { stateTimeline, statusHistory } from './states.js';
export { table } from './table.js';
export { timeseries } from './timeseries.js';
