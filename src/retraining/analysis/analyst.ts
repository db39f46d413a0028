import { Worker } from 'node:worker_threads';
import { Inject, Injectable } from '@nestjs/common';
import type { Analysis, AnalysisNews, Results } from './analyse.js';
import type { FitWatch } from './fit-model.js';

/** Injection token of the compiled training worker's URL, or undefined for the default. */
export const TRAINING_WORKER = Symbol('training worker');

/** What may be made of a thread while it works. */
export interface AnalysisOptions extends Partial<FitWatch> {
  readonly signal?: AbortSignal;
}

/** Runs an analysis in a thread of its own, at low priority. */
@Injectable()
export class Analyst {
  /** @param trainingWorker undefined when it is beside the code; the analysis worker is in its sister folder */
  constructor(@Inject(TRAINING_WORKER) private readonly trainingWorker: URL | undefined) {}

  /** @throws the signal's reason when it is aborted; the thread's error */
  run<Kind extends Analysis['kind']>(
    job: Extract<Analysis, { kind: Kind }>,
    { signal, onProgress, onNotice }: AnalysisOptions = {},
  ): Promise<Results[Kind]> {
    signal?.throwIfAborted();
    const file = this.trainingWorker
      ? new URL('../retraining/analysis/analysis-worker.js', this.trainingWorker)
      : new URL('./analysis-worker.js', import.meta.url);
    const worker = new Worker(file, { workerData: job });
    let stop: (() => void) | undefined;
    return new Promise<Results[Kind]>((resolve, reject) => {
      stop = (): void => {
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', stop, { once: true });
      worker.on('message', (news: AnalysisNews) => {
        if (news.kind === 'progress') onProgress?.(news.done, news.total);
        else if (news.kind === 'notice') onNotice?.(news.text);
        else resolve(news.result as Results[Kind]);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        reject(new Error(`The analysis thread ended with exit code ${code} and no result.`));
      });
    }).finally(() => {
      if (stop) signal?.removeEventListener('abort', stop);
      return worker.terminate();
    });
  }
}
