import { runHistogramJob, type HistogramJob } from './histogram-job.js';
import type { MlJob } from './ml-job.js';
import type { News } from './news.js';

export type Job = HistogramJob | MlJob;

export interface ThreadData {
  readonly lowPriority: boolean;
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
