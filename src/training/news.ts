import type { Tree } from '../forest/index.js';

/** A tree of the package in depth-first order, left before right. */
export interface MlTree {
  readonly nodes: readonly MlNode[];
  /** [nSample]: how often the tree's bootstrap drew each row of the sample. */
  readonly counts: Uint16Array;
}

/** A split sends a row left when its value is below splitValue; a leaf votes for a label, after `draws` drawn rows that reached it. */
export type MlNode =
  | { readonly kind: 'split'; readonly feature: number; readonly splitValue: number }
  | { readonly kind: 'leaf'; readonly vote: 0 | 1; readonly draws: number };

/** What a thread tells of its work. */
export type News =
  | { readonly kind: 'binned' }
  | { readonly kind: 'tree'; readonly index: number; readonly tree: Tree }
  | { readonly kind: 'ml-tree'; readonly index: number; readonly tree: MlTree }
  | { readonly kind: 'out-of-bag'; readonly sums: Float64Array; readonly trees: Uint16Array };

/** What of a thread's news is handed over instead of copied: as long as the training set, and the thread's last. */
export function handedOver(news: News): ArrayBuffer[] {
  // A grower's own memory, which no other thread shares.
  return news.kind === 'out-of-bag' ? [news.sums.buffer as ArrayBuffer, news.trees.buffer as ArrayBuffer] : [];
}
