import { Worker } from 'node:worker_threads';
import type { Job, ThreadData } from './job.js';
import type { News } from './news.js';

export interface ThreadOptions {
  readonly threads: number;
  readonly workerUrl: URL;
  readonly lowPriority: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Gives the job to each of a number of worker threads and reports their news; resolves when all have finished.
 *
 * However it ends, every worker has been stopped before it settles, and what they held is free.
 * @throws the signal's reason when it is aborted; the first worker's error when one fails; what onNews throws.
 */
export async function runThreads(job: Job, options: ThreadOptions, onNews: (news: News) => void): Promise<void> {
  const workerData: ThreadData = { lowPriority: options.lowPriority };
  const workers = Array.from({ length: options.threads }, () => new Worker(options.workerUrl, { workerData }));
  let stop: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      stop = (): void => {
        reject(options.signal?.reason as Error);
      };
      options.signal?.addEventListener('abort', stop, { once: true });
      let running = workers.length;
      for (const worker of workers) {
        worker.on('message', (news: News) => {
          try {
            onNews(news);
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
        worker.once('error', reject);
        worker.once('exit', (code) => {
          if (code !== 0) reject(new Error(`A training thread ended with exit code ${code}.`));
          else if (--running === 0) resolve();
        });
        worker.postMessage(job);
      }
    });
  } finally {
    for (const worker of workers) worker.removeAllListeners('message');
    if (stop !== undefined) options.signal?.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
