import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { fitPerformanceEstimator } from '../statistics/index.js';
import type { EstimatorJob } from './estimator-fit.js';

// As in training: on Linux a thread has a priority of its own, and scoring goes first.
if (process.platform === 'linux') setPriority(10);
const { reference, ...settings } = workerData as EstimatorJob;
parentPort?.postMessage(fitPerformanceEstimator(reference, settings));
