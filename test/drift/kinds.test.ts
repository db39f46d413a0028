import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import type { DriftKind } from '../../src/generator/index.js';
import { TestService } from '../support/service.js';
import { columnsWith, driftOf, live, startAfresh, trafficAfter } from './traffic.js';

let service: TestService;
let start: number;
beforeAll(async () => {
  service = await TestService.start({ config: readConfig('homeostat.config.yaml'), history: 0 });
  start = service.clock.now();
});
afterAll(() => service.stop());

/** Columns called drifted at the end of each day of traffic, whose drift starts after two days. */
async function driftedByDay(kind: DriftKind, days: number): Promise<string[][]> {
  await startAfresh(service, start);
  const drifted: string[][] = [];
  const traffic = trafficAfter(start, { kind, days, driftAfterDays: 2 });
  const eachDay = async (): Promise<void> => {
    drifted.push(columnsWith('drifted', await driftOf(service)));
  };
  await live(service, traffic, { eachDay });
  return drifted;
}

describe('two weeks without drift', { timeout: 120_000 }, () => {
  it('raise no alarm on any day', async () => {
    expect(await driftedByDay('none', 14)).toEqual(Array(14).fill([]));
  });
});

/** The days, and columns that a person would name. */
const FOUND: [DriftKind, number, string[]][] = [
  ['covariate', 4, ['amount', 'channel', 'card_present', 'device_type']],
  ['concept', 4, ['merchant_category', 'device_type']],
  ['prior', 7, ['score']],
  ['missing', 4, ['score', 'device_type', 'device_age_days', 'distance_km', 'distance_from_last_km']],
  ['seasonal', 13, ['amount', 'customer_mean_amount_1d', 'terminal_count_1d', 'score']],
];

describe('drift of the kind', { timeout: 120_000 }, () => {
  it.each(FOUND)('%s is found, and only after it began', async (kind, days, columns) => {
    const byDay = await driftedByDay(kind, days);
    expect(byDay.slice(0, 2)).toEqual([[], []]);
    expect(byDay.at(-1)).toEqual(expect.arrayContaining(columns));
  });

  it('label-delay is not: neither inputs nor scores change', async () => {
    expect(await driftedByDay('label-delay', 4)).toEqual([[], [], [], []]);
  });
});
