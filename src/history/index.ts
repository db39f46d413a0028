export { HISTORY_CHANNEL, type HistoryRow, HistoryStore } from './history-store.js';
export { HistoryModule } from './history.module.js';
