import { availableParallelism } from 'node:os';
import {
  Forest,
  PROBABILITY_ONE,
  checkParameters,
  checkTrainingSet,
  type ForestParameters,
  type TrainingSet,
  type Tree,
} from '../forest/index.js';
import { histogramJob, jobBinnings } from './histogram-job.js';
import { runJob, type Job } from './job.js';
import { drawMlSample, ignoredByMl, mlForest, mlOutOfBag } from './ml-engine.js';
import type { MlTree, News } from './news.js';
import type { FitOptions, FittedForest } from './options.js';
import { runThreads } from './threads.js';

const DEFAULT_MAX_SAMPLE_ROWS = 1000;
const MAX_THREADS = 256;

/**
 * Fits a forest. The same training set, parameters, engine and sample cap give the same forest, byte for byte, on any number of threads.
 * @throws RangeError when set, parameters or threads are out of range; the signal's reason when it is aborted; a worker's error; what a listener throws.
 */
export async function fitForest(
  set: TrainingSet,
  parameters: ForestParameters,
  options: FitOptions = {},
): Promise<FittedForest> {
  checkParameters(parameters);
  checkTrainingSet(set);
  const { threads = 0, signal } = options;
  if (!Number.isInteger(threads) || threads < 0 || threads > MAX_THREADS) {
    throw new RangeError(`threads is ${threads}; expected an integer from 0 to ${MAX_THREADS}.`);
  }
  signal?.throwIfAborted();
  return (options.engine ?? 'histogram-forest') === 'histogram-forest'
    ? fitHistogramForest(set, parameters, options)
    : fitMlForest(set, parameters, options);
}

async function fitHistogramForest(
  set: TrainingSet,
  parameters: ForestParameters,
  options: FitOptions,
): Promise<FittedForest> {
  const start = performance.now();
  let binned = start;
  const job = histogramJob(set, parameters);
  const trees: Tree[] = [];
  const sums = new Float64Array(set.labels.length);
  const opinions = new Uint16Array(set.labels.length);
  await run(job, options, parameters.nEstimators, (news) => {
    if (news.kind === 'binned') {
      binned = performance.now();
      job.columns.length = 0;
    } else if (news.kind === 'tree') {
      trees[news.index] = news.tree;
    } else if (news.kind === 'out-of-bag') {
      for (let row = 0; row < sums.length; row++) {
        sums[row] = (sums[row] ?? 0) + (news.sums[row] ?? 0);
        opinions[row] = (opinions[row] ?? 0) + (news.trees[row] ?? 0);
      }
    }
  });
  const forest = new Forest({ engine: 'histogram-forest', parameters, binnings: jobBinnings(job), trees });
  const outOfBagScores = sums.map((sum, row) => sum / ((opinions[row] ?? 0) * PROBABILITY_ONE));
  return {
    forest,
    outOfBagScores,
    seconds: { binning: (binned - start) / 1e3, growing: (performance.now() - binned) / 1e3 },
  };
}

async function fitMlForest(set: TrainingSet, parameters: ForestParameters, options: FitOptions): Promise<FittedForest> {
  const start = performance.now();
  const { maxSampleRows = DEFAULT_MAX_SAMPLE_ROWS, onNotice } = options;
  const sample = drawMlSample(set, parameters, maxSampleRows);
  if (sample.rowIds.length < set.labels.length) {
    onNotice?.(
      `ml-random-forest is fitted on a stratified sample of ${sample.rowIds.length} of ${set.labels.length} rows, its most being ${maxSampleRows}: its time grows with their square.`,
    );
  }
  const ignored = ignoredByMl(set, parameters);
  if (ignored.length > 0) onNotice?.(`ml-random-forest takes no account of ${ignored.join(', ')}.`);
  const sampled = performance.now();
  const trees: MlTree[] = [];
  await run(sample.job, options, parameters.nEstimators, (news) => {
    if (news.kind === 'ml-tree') trees[news.index] = news.tree;
  });
  const forest = mlForest(trees, sample);
  const outOfBagScores = await mlOutOfBag(forest, trees, sample, set, options.signal);
  return {
    forest,
    outOfBagScores,
    seconds: { binning: (sampled - start) / 1e3, growing: (performance.now() - sampled) / 1e3 },
  };
}

async function run(job: Job, options: FitOptions, nTrees: number, onNews: (news: News) => void): Promise<void> {
  const { threads = availableParallelism(), signal, workerUrl, lowPriority = false, onProgress } = options;
  let done = 0;
  const listen = (news: News): void => {
    onNews(news);
    if (news.kind === 'tree' || news.kind === 'ml-tree') onProgress?.(++done, nTrees);
    signal?.throwIfAborted();
  };
  if (threads === 0) {
    await runJob(job, listen);
    return;
  }
  await runThreads(
    job,
    { threads, workerUrl: workerUrl ?? new URL('./training-worker.js', import.meta.url), lowPriority, signal },
    listen,
  );
}
