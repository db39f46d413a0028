import { beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/commands/traffic/api-client.js';
import { LabelQueue } from '../../src/commands/traffic/label-queue.js';
import { type ScheduledTransaction, sendInRealTime } from '../../src/commands/traffic/real-time.js';
import { Sender } from '../../src/commands/traffic/sender.js';
import { sendInSimulatedTime } from '../../src/commands/traffic/simulated-time.js';
import { Tally } from '../../src/commands/traffic/tally.js';
import type { TimedTransaction } from '../../src/commands/traffic/transaction.js';
import { ScriptedService } from './scripted-service.js';

const service = await ScriptedService.start();

function traffic() {
  const labels = new LabelQueue();
  const tally = new Tally();
  return { labels, tally, sender: new Sender(new ApiClient(service.url), labels, tally) };
}

/** Transactions t0, t1, ... a second apart; every third is positive, and every second is called so. */
function transaction(index: number): TimedTransaction {
  return {
    transactionId: `t${index}`,
    timestamp: index * 1_000,
    features: { risk: index % 2 },
    positive: index % 3 === 0,
    origin: `line ${index + 2}`,
  };
}

async function* transactions(count: number): AsyncGenerator<TimedTransaction> {
  for (let index = 0; index < count; index += 1) yield await Promise.resolve(transaction(index));
}

beforeEach(() => {
  service.forget();
});

describe('in simulated time', () => {
  it('transactions go in batches, and each label after the transactions of its due time', async () => {
    const { sender, labels, tally } = traffic();
    await sendInSimulatedTime(transactions(1_200), sender, 600_000, () => undefined);
    expect(service.asked.map(({ path, ids }) => [path, ids[0], ids.at(-1)])).toEqual([
      ['/predict/batch', 't0', 't499'],
      ['/predict/batch', 't500', 't999'],
      ['/feedback/batch', 't0', 't399'],
      ['/predict/batch', 't1000', 't1199'],
      ['/feedback/batch', 't400', 't599'],
    ]);
    expect(labels.size).toBe(600);
    await sender.sendDueLabelBatches(Infinity);
    expect(tally.labels).toEqual({ recorded: 1_200, unchanged: 0, corrected: 0, pending: 0 });
    expect(tally.confusion).toEqual({ tp: 200, fp: 400, tn: 400, fn: 200 });
  });

  it('no labels go when none are wanted', async () => {
    const { sender, labels } = traffic();
    await sendInSimulatedTime(transactions(10), sender, undefined, () => undefined);
    expect(service.asked).toHaveLength(1);
    expect(labels.size).toBe(0);
  });

  it('a refused row is named by where it comes from', async () => {
    service.script([
      400,
      {},
      { detail: 'no', errors: [{ field: 'transactions[7].features.risk', detail: 'is required' }] },
    ]);
    await expect(sendInSimulatedTime(transactions(10), traffic().sender, 0, () => undefined)).rejects.toThrow(
      'line 9: POST /predict/batch was refused (400): no; transactions[7].features.risk: is required',
    );
  });
});

describe('in real time', () => {
  /** A stopwatch that shows at once whatever time is waited for. */
  function drivenStopwatch(waits: number[], onWait: (elapsedMs: number) => void = () => undefined) {
    return {
      elapsedMs: () => waits.at(-1) ?? 0,
      waitUntil: (elapsedMs: number, signal: AbortSignal) => {
        waits.push(elapsedMs);
        onWait(elapsedMs);
        return Promise.resolve(signal.aborted ? ('aborted' as const) : ('passed' as const));
      },
    };
  }
  const schedule = (count: number): ScheduledTransaction[] =>
    Array.from({ length: count }, (_, index) => ({
      transaction: transaction(index),
      atMs: index * 100,
      labelAtMs: index * 100 + 150,
    }));

  it('each transaction and each label goes at its time', async () => {
    const waits: number[] = [];
    const { sender, labels } = traffic();
    const signal = new AbortController().signal;
    await sendInRealTime(schedule(4), { sender, labels, stopwatch: drivenStopwatch(waits) }, () => undefined, signal);
    expect(service.asked.map(({ path, ids }) => `${path} ${ids.join()}`)).toEqual([
      '/predict t0',
      '/predict t1',
      '/feedback t0',
      '/predict t2',
      '/feedback t1',
      '/predict t3',
    ]);
    expect(waits).toEqual([0, 100, 150, 200, 250, 300]);
    expect(labels.size).toBe(2);
  });

  it('a sender that is late lets requests go side by side, and loses none', async () => {
    const { sender, labels, tally } = traffic();
    const late = { elapsedMs: () => Infinity, waitUntil: () => Promise.resolve('passed' as const) };
    const signal = new AbortController().signal;
    await sendInRealTime(schedule(200), { sender, labels, stopwatch: late }, () => undefined, signal);
    await sender.sendDueLabelBatches(Infinity);
    expect(new Set(service.asked.flatMap(({ ids }) => ids)).size).toBe(200);
    expect(tally.labels.recorded).toBe(200);
    expect(tally.confusion).toEqual({ tp: 33, fp: 67, tn: 66, fn: 34 });
  });

  it('a refusal ends it', async () => {
    service.script([409, {}, { detail: 'scored before with other features' }]);
    const late = { elapsedMs: () => Infinity, waitUntil: () => Promise.resolve('passed' as const) };
    const signal = new AbortController().signal;
    await expect(
      sendInRealTime(schedule(200), { ...traffic(), stopwatch: late }, () => undefined, signal),
    ).rejects.toThrow('scored before with other features');
    expect(service.asked.length).toBeLessThan(100);
  });

  it('it ends when it is interrupted, and keeps what was not sent', async () => {
    const { sender, labels } = traffic();
    const interruption = new AbortController();
    const stopwatch = drivenStopwatch([], (elapsedMs) => {
      if (elapsedMs === 150) interruption.abort();
    });
    await sendInRealTime(schedule(4), { sender, labels, stopwatch }, () => undefined, interruption.signal);
    expect(service.asked.map(({ ids }) => ids.join())).toEqual(['t0', 't1']);
    expect(labels.size).toBe(2);
  });
});
