import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type Analysis, analyse } from './analyse.js';

/** As low as training threads: scoring goes first. On Linux a thread has a priority of its own. */
const LOW_PRIORITY = 10;
if (process.platform === 'linux') setPriority(LOW_PRIORITY);

parentPort?.postMessage(analyse(workerData as Analysis));
