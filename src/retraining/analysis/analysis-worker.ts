import { parentPort, workerData } from 'node:worker_threads';
import { lowerPriority } from '../../training/in-threads.js';
import type { Analysis, AnalysisNews } from './analyse.js';

lowerPriority();
const { analyse } = await import('./analyse.js');

const tell = (news: AnalysisNews): void => {
  parentPort?.postMessage(news);
};
const result = await analyse(workerData as Analysis, {
  onProgress: (done, total) => {
    tell({ kind: 'progress', done, total });
  },
  onNotice: (text) => {
    tell({ kind: 'notice', text });
  },
});
tell({ kind: 'result', result });
