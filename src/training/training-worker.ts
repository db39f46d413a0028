import { parentPort, workerData } from 'node:worker_threads';
import { serveJob, type ThreadData } from './job.js';

if (parentPort !== null) serveJob(parentPort, workerData as ThreadData);
