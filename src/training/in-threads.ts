// What worker threads may import of this room before their work: it is loaded at normal priority.
export { lowerPriority } from './low-priority.js';
