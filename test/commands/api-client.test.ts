import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/commands/traffic/api-client.js';
import { ApiError } from '../../src/commands/traffic/api-error.js';
import { ScriptedService } from './scripted-service.js';

const service = await ScriptedService.start();
const waits: number[] = [];
const reasons: string[] = [];

function client(url = service.url): ApiClient {
  return new ApiClient(url, {
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    onWait: (reason) => reasons.push(reason),
  });
}

const transaction = {
  transactionId: 't1',
  timestamp: Date.UTC(2026, 2, 1, 12),
  features: { risk: 0.9 },
  positive: true,
  origin: 'here',
};
const busy = (headers: Record<string, string> = {}) => [503, headers, { detail: 'too busy' }] as const;

describe('a client of the HTTP API', () => {
  beforeEach(() => {
    service.forget();
    waits.length = 0;
    reasons.length = 0;
  });

  it('scores and labels, in the words of the API', async () => {
    expect(await client().predict(transaction)).toBe(true);
    expect(await client().predictBatch([transaction, { ...transaction, features: { risk: 0 } }])).toEqual([
      true,
      false,
    ]);
    const label = { transactionId: 't1', positive: true, predicted: true };
    const counts = { recorded: 1, unchanged: 0, corrected: 0, pending: 0 };
    expect(await client().label(label)).toEqual(counts);
    expect(await client().labelBatch([label])).toEqual(counts);
    expect(service.bodies[0]).toEqual({
      transaction_id: 't1',
      timestamp: '2026-03-01T12:00:00.000Z',
      features: { risk: 0.9 },
    });
    expect(service.bodies[2]).toEqual({ transaction_id: 't1', actual_fraud: true });
  });

  it('waits for a busy service as long as it asks for, and says so once', async () => {
    service.script(busy({ 'retry-after': '3' }), busy({ 'retry-after': '3' }));
    expect(await client().predict(transaction)).toBe(true);
    expect(waits).toEqual([3_000, 3_000]);
    expect(reasons).toEqual(['POST /predict was refused (503): too busy; waiting, two minutes at most']);
  });

  it('waits longer and longer when it is not told how long, and gives up after two minutes', async () => {
    const asking = client();
    service.script(...Array.from({ length: 30 }, () => busy()));
    await expect(asking.predict(transaction)).rejects.toThrow('gave up on POST /predict after two minutes');
    expect(waits.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000]);
  });

  it('says what a refused request has wrong', async () => {
    const fresh = await ScriptedService.start();
    fresh.script([
      400,
      {},
      { detail: 'a value can not be used', errors: [{ field: 'features.risk', detail: 'is required' }] },
    ]);
    const error = await client(fresh.url)
      .predict(transaction)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      message: 'POST /predict was refused (400): a value can not be used; features.risk: is required',
      fields: [{ field: 'features.risk' }],
    });
    expect(waits).toEqual([]);
  });

  it('says how to start the service where nothing answers', async () => {
    const url = await unusedAddress();
    await expect(client(url).predict(transaction)).rejects.toThrow(
      `nothing answers at ${url.origin} (ECONNREFUSED): start the service with "npm start"`,
    );
  });
});

/** Where something listened a moment ago, and nothing does now. */
async function unusedAddress(): Promise<URL> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return new URL(`http://127.0.0.1:${port}`);
}
