import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, serialiseForest } from '../../src/forest/index.js';
import { fitForest, type FitOptions } from '../../src/training/index.js';
import { makeSet } from '../forest/sets.js';

/** Tests run from sources, threads from what `npm run build` made. */
const workerUrl = new URL('../../dist/src/training/training-worker.js', import.meta.url);
const set = makeSet({ nRows: 3000, missing: 0.05 });
const PARAMETERS = { ...DEFAULT_PARAMETERS, nEstimators: 20 };
const fit = (options: FitOptions, nEstimators = 20) =>
  fitForest(set, { ...PARAMETERS, nEstimators }, { workerUrl, ...options });

/** Worker threads that are alive, by the ports they keep open. */
const livingThreads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

describe.skipIf(!existsSync(workerUrl))('training threads', () => {
  test('1, 2 and 5 threads and the calling thread grow the same forest, byte for byte, with the same out-of-bag scores', async () => {
    const here = await fit({ threads: 0 });
    for (const threads of [1, 2, 5]) {
      const there = await fit({ threads, lowPriority: threads === 2 });
      expect(serialiseForest(there.forest)).toEqual(serialiseForest(here.forest));
      expect(there.outOfBagScores).toEqual(here.outOfBagScores);
    }
  });

  test('so do they with more rows than a cache holds, which are copied together on the way down', async () => {
    const large = makeSet({ nRows: 80_000, missing: 0.05 });
    const bytes = async (threads: number): Promise<Uint8Array> =>
      serialiseForest((await fitForest(large, { ...PARAMETERS, nEstimators: 3 }, { workerUrl, threads })).forest);
    expect(await bytes(5)).toEqual(await bytes(1));
  });

  test('the package gives the same votes on any number of threads', async () => {
    const options: FitOptions = { engine: 'ml-random-forest', maxSampleRows: 80 };
    const one = await fit({ ...options, threads: 1 }, 6);
    const two = await fit({ ...options, threads: 2 }, 6);
    expect(serialiseForest(two.forest)).toEqual(serialiseForest(one.forest));
  });

  test('a fit cancelled half-way rejects with the reason and leaves no thread behind', async () => {
    const before = livingThreads();
    const controller = new AbortController();
    const reason = new Error('The deadline has passed.');
    const fitting = fit(
      {
        threads: 2,
        signal: controller.signal,
        onProgress: (done) => {
          if (done === 5) controller.abort(reason);
        },
      },
      5000,
    );
    await expect(fitting).rejects.toBe(reason);
    expect(livingThreads()).toBe(before);
  });

  test('a fit cancelled before it starts starts nothing', async () => {
    await expect(fit({ threads: 2, signal: AbortSignal.abort(new Error('Too late.')) })).rejects.toThrow('Too late.');
  });

  test.each([0, 2])('what onProgress throws ends the fit (threads %i)', async (threads) => {
    const before = livingThreads();
    const mine = new Error('The listener failed.');
    const onProgress = (): never => {
      throw mine;
    };
    await expect(fit({ threads, onProgress })).rejects.toBe(mine);
    expect(livingThreads()).toBe(before);
  });

  test('a worker that can not start is an error, not a wait', async () => {
    const missing = new URL('./no-such-worker.js', import.meta.url);
    await expect(fit({ threads: 2, workerUrl: missing })).rejects.toThrow('no-such-worker.js');
  });
});

describe('without threads', () => {
  test('a fit cancelled before it starts rejects, and one cancelled at a tree grows no further one', async () => {
    await expect(fit({ threads: 0, signal: AbortSignal.abort(new Error('Too late.')) })).rejects.toThrow('Too late.');
    const controller = new AbortController();
    let grown = 0;
    const onProgress = (): void => {
      if (++grown === 3) controller.abort(new Error('Enough.'));
    };
    await expect(fit({ threads: 0, signal: controller.signal, onProgress })).rejects.toThrow('Enough.');
    expect(grown).toBe(3);
  });

  test('the package stops too when it is cancelled after its last tree, while it scores rows', async () => {
    const controller = new AbortController();
    const options: FitOptions = {
      engine: 'ml-random-forest',
      maxSampleRows: 60,
      threads: 0,
      signal: controller.signal,
      onProgress: () => {
        setImmediate(() => {
          controller.abort(new Error('Late.'));
        });
      },
    };
    await expect(fit(options, 1)).rejects.toThrow('Late.');
  });

  test.each([-1, 1.5, NaN, 257])('%d threads are refused', async (threads) => {
    const message = `threads is ${threads}; expected an integer from 0 to 256.`;
    await expect(fit({ threads })).rejects.toThrow(new RangeError(message));
  });
});
