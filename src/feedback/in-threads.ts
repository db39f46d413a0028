// What worker threads may import of this room: nothing here loads Nest, which would take a second.
export { labelledPages } from './labelled-rows.js';
