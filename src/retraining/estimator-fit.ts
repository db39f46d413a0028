import { Worker } from 'node:worker_threads';
import { chunkRowsForPositives, type LabelledDecisions, type PerformanceEstimator } from '../statistics/index.js';

/** Under two chunks nothing is known of how figures vary from chunk to chunk. */
const LEAST_CHUNKS = 2;
/** From so many chunks on, held-out rows say enough by themselves. */
const ENOUGH_CHUNKS = 5;

/** Rows with a score of which the forest that gave it had no part. NaN where there is none. */
export interface FairScores {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

/** What the worker thread is given. */
export interface EstimatorJob {
  readonly reference: LabelledDecisions;
  readonly chunkRows: number;
  readonly seed: number;
}

export interface EstimatorSettings {
  readonly decisionThreshold: number;
  /** Positives that a chunk holds on average. */
  readonly expectedPositives: number;
  readonly seed: number;
  /** The compiled training worker, where it is not beside the code; the estimator's is in its sister folder. */
  readonly trainingWorker: URL | undefined;
  readonly signal: AbortSignal;
}

/**
 * Learns how to estimate performance without labels, in a thread of its own: 24,000 rows take 0.35 s, 150,000 some 3 s.
 *
 * From held-out rows where they make five chunks of the expected positives: rows that come in bursts have neighbours in
 * the bag, so that out-of-bag scores promise too much (docs/decisions/0010-estimates.md). Otherwise from out-of-bag
 * scores.
 *
 * @returns undefined when the rows make fewer than two chunks, or are of one class
 */
export async function fitEstimator(
  { heldOut, outOfBag }: { readonly heldOut: FairScores; readonly outOfBag: FairScores },
  settings: EstimatorSettings,
): Promise<PerformanceEstimator | undefined> {
  const job = jobOf(heldOut, settings, ENOUGH_CHUNKS) ?? jobOf(outOfBag, settings, LEAST_CHUNKS);
  return job && runInThread(job, settings);
}

function jobOf(given: FairScores, settings: EstimatorSettings, leastChunks: number): EstimatorJob | undefined {
  const isKnown = (_: unknown, row: number): boolean => !Number.isNaN(given.scores[row]);
  const scores = given.scores.filter(isKnown);
  const labels = given.labels.filter(isKnown);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const chunkRows = chunkRowsForPositives(positives / scores.length, settings.expectedPositives);
  const isEnough = chunkRows !== undefined && scores.length >= leastChunks * chunkRows && positives < scores.length;
  if (!isEnough) return undefined;
  const predictions = Uint8Array.from(scores, (score) => Number(score >= settings.decisionThreshold));
  return { reference: { scores, labels, predictions }, chunkRows, seed: settings.seed };
}

function runInThread(job: EstimatorJob, { trainingWorker, signal }: EstimatorSettings): Promise<PerformanceEstimator> {
  signal.throwIfAborted();
  const file = trainingWorker
    ? new URL('../retraining/estimator-worker.js', trainingWorker)
    : new URL('./estimator-worker.js', import.meta.url);
  const worker = new Worker(file, { workerData: job });
  return new Promise<PerformanceEstimator>((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`The estimator's thread ended with exit code ${code} and no estimator.`));
    });
  }).finally(() => worker.terminate());
}
