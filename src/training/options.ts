import type { EngineName, Forest } from '../forest/index.js';

/** How a forest is fitted; none of this changes what is fitted, but for the engine and its sample. */
export interface FitOptions {
  /** Worker threads, 0 to 256; 0 works on the calling thread, which it blocks. Default: as many as the machine has cores. */
  readonly threads?: number;
  /** Aborting stops the workers at once and rejects with the signal's reason; without workers, after the tree at hand. */
  readonly signal?: AbortSignal;
  /** Called after each tree; what it throws ends the fit. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The compiled worker. Default: the one beside this module. */
  readonly workerUrl?: URL;
  /** Default: histogram-forest. */
  readonly engine?: EngineName;
  /** What the operator should know, for instance that only a sample was used. */
  readonly onNotice?: (text: string) => void;
  /** Let other threads of the machine go first. Honoured on Linux, where a thread has a priority of its own. */
  readonly lowPriority?: boolean;
  /** Most rows that ml-random-forest is given: its time grows with their square. Default 1,000. */
  readonly maxSampleRows?: number;
}

export interface FittedForest {
  readonly forest: Forest;
  /** [nRows]: P(label 1) by the trees that did not see the row; NaN where every tree saw it. */
  readonly outOfBagScores: Float64Array;
  readonly seconds: { readonly binning: number; readonly growing: number };
}
