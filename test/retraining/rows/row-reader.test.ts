import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowValues } from '../../../src/models/index.js';
import { RowReader } from '../../../src/retraining/rows/row-reader.js';
import { TestService } from '../../support/service.js';
import { OLD_RULE, traffic } from '../steps/traffic.js';

let service: TestService;
let reader: RowReader;
beforeAll(async () => {
  service = await TestService.start();
  await traffic(service, 1_100, OLD_RULE);
  reader = service.application.get(RowReader, { strict: false });
});
afterAll(() => service.stop());

const connections = async (waiting = ''): Promise<number> => {
  const [{ count }] = await service.dataSource.query(
    `SELECT count(*)::int FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'homeostat rows' ${waiting}`,
  );
  return count;
};

it('reads what is stored, more than a page of it, in the order of time', async () => {
  const { set, times, sources } = await reader.read(reader.bounds(), 500, new AbortController().signal);
  const stored: { features: Buffer; positive: boolean; time: number }[] = await service.dataSource.query(
    `SELECT features, positive, extract(epoch FROM time)::float8 * 1000 AS time FROM (
       SELECT features, positive, occurred_at AS time FROM history
       UNION ALL SELECT features, actual, transaction_time FROM label JOIN prediction USING (scored_at, transaction_id)
     ) stored ORDER BY time`,
  );
  expect(sources).toMatchObject({ history: 400, predictions: 1_100 });
  expect([...times]).toEqual(stored.map(({ time }) => Math.round(time)));
  expect([...set.labels]).toEqual(stored.map(({ positive }) => Number(positive)));
  const values = stored.map(({ features }) => [...rowValues(features)]);
  for (const [feature, column] of set.columns.entries()) {
    expect([...column]).toEqual(values.map((row) => row[feature]));
  }
  expect(set.columns.every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
});

it('aborted in the middle of a page, it has closed its connection when it rejects', async () => {
  const aborting = new AbortController();
  const holder = service.dataSource.createQueryRunner();
  await holder.startTransaction();
  await holder.query('LOCK TABLE label');
  const reading = reader.read(reader.bounds(), 500, aborting.signal);
  while ((await connections(`AND wait_event_type = 'Lock'`)) === 0);
  aborting.abort(new Error('enough'));
  await holder.commitTransaction();
  await holder.release();
  await expect(reading).rejects.toThrow('enough');
  expect(await connections()).toBe(0);
});
