import { parentPort, workerData } from 'node:worker_threads';
import type { Job, ThreadData } from './job.js';
import { lowerPriority } from './low-priority.js';

if ((workerData as ThreadData).lowPriority) lowerPriority();
const { runJob } = await import('./job.js');
const { handedOver } = await import('./news.js');

// One job on the port: this thread does its share of it and ends.
parentPort?.once('message', (job: Job) => {
  void runJob(job, (news) => {
    parentPort?.postMessage(news, handedOver(news));
  });
});
