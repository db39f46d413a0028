import { Worker } from 'node:worker_threads';
import { Inject, Injectable } from '@nestjs/common';
import type { Analysis, Results } from './analyse.js';

/** Injection token of the compiled training worker's URL, or undefined for the default. */
export const TRAINING_WORKER = Symbol('training worker');

/** Runs an analysis in a thread of its own, at low priority. */
@Injectable()
export class Analyst {
  /** @param trainingWorker undefined when it is beside the code; the analysis worker is in its sister folder */
  constructor(@Inject(TRAINING_WORKER) private readonly trainingWorker: URL | undefined) {}

  /** @throws the signal's reason when it is aborted; the thread's error */
  run<Kind extends Analysis['kind']>(
    job: Extract<Analysis, { kind: Kind }>,
    signal: AbortSignal,
  ): Promise<Results[Kind]> {
    signal.throwIfAborted();
    const file = this.trainingWorker
      ? new URL('../retraining/analysis/analysis-worker.js', this.trainingWorker)
      : new URL('./analysis-worker.js', import.meta.url);
    const worker = new Worker(file, { workerData: job });
    let stop: (() => void) | undefined;
    return new Promise<Results[Kind]>((resolve, reject) => {
      stop = (): void => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => {
        reject(new Error(`The analysis thread ended with exit code ${code} and no result.`));
      });
    }).finally(() => {
      if (stop) signal.removeEventListener('abort', stop);
      return worker.terminate();
    });
  }
}
