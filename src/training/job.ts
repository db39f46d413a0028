import { setPriority } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { runHistogramJob, type HistogramJob } from './histogram-job.js';
import type { MlJob } from './ml-job.js';
import type { News } from './news.js';

export type Job = HistogramJob | MlJob;

export interface ThreadData {
  readonly lowPriority: boolean;
}

/** Half-way to the lowest priority: a scoring thread that wants the core gets nine tenths of it. */
const LOW_PRIORITY = 10;

/** Waits for one job on the port, does this thread's share of it, and lets the thread end. */
export function serveJob(port: MessagePort, { lowPriority }: ThreadData): void {
  // On Linux a thread has a priority of its own; elsewhere this would slow the whole process.
  if (lowPriority && process.platform === 'linux') setPriority(LOW_PRIORITY);
  port.once('message', (job: Job) => {
    void runJob(job, (news) => {
      port.postMessage(news);
    });
  });
}

/** Does one thread's share of a job. The package is loaded only where it is wanted. */
export async function runJob(job: Job, tell: (news: News) => void): Promise<void> {
  if (job.engine === 'histogram-forest') {
    runHistogramJob(job, tell);
  } else {
    const { runMlJob } = await import('./ml-job.js');
    runMlJob(job, tell);
  }
}
