import { setPriority } from 'node:os';

/** Half-way to the lowest priority: a scoring thread that wants the core gets nine tenths of it. */
const LOW_PRIORITY = 10;

/**
 * Lets other threads of the machine go before the calling one. On Linux a thread has a priority of its own; elsewhere
 * this would slow the whole process, so nothing happens.
 */
export function lowerPriority(): void {
  if (process.platform === 'linux') setPriority(LOW_PRIORITY);
}
