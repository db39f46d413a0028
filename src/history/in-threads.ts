// What worker threads may import of this room: nothing here loads Nest, which would take a second.
export { countHistory, newestHistory } from './history-rows.js';
