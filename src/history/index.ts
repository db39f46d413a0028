export { HISTORY_CHANNEL, HistoryStore } from './history-store.js';
export { HistoryModule } from './history.module.js';
export type { HistoryRow } from './history-rows.js';
