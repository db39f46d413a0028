import os from 'node:os';
import type { Config } from '../config/index.js';
import { DEFAULT_PARAMETERS, type ForestParameters } from '../forest/index.js';

/** The config's forest section as the parameters of a fit. */
export function forestParameters({ forest }: Config): ForestParameters {
  const { engine: _engine, threads: _threads, ...parameters } = forest;
  return { ...DEFAULT_PARAMETERS, ...parameters };
}

/** How many threads a fit may use: as configured, or all processors but one, which is left to requests. */
export function trainingThreads({ forest }: Config): number {
  return forest.threads === 'auto' ? Math.max(1, os.availableParallelism() - 1) : forest.threads;
}
