import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WeeklyPartitions } from '../../src/platform/index.js';
import { weekStart } from '../../src/platform/database/partitions.js';
import { openTestDatabase } from '../support/database.js';

const WEEK_MS = 7 * 86_400_000;

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openTestDatabase();
});
afterAll(() => dataSource.destroy());

const names = async (): Promise<string[]> => {
  const rows = await dataSource.query<{ name: string }[]>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'prediction'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
};

it('a week starts on Monday, midnight UTC', () => {
  expect(new Date(weekStart(Date.parse('2026-03-04T12:00:00Z'))).toISOString()).toBe('2026-03-02T00:00:00.000Z');
  expect(new Date(weekStart(Date.parse('2026-03-02T00:00:00Z'))).toISOString()).toBe('2026-03-02T00:00:00.000Z');
  expect(new Date(weekStart(Date.parse('2026-03-01T23:59:59Z'))).toISOString()).toBe('2026-02-23T00:00:00.000Z');
});

it('a partition is made once, by however many ask at once, and dropped when all of it is older than asked', async () => {
  const partitions = Array.from({ length: 4 }, () => new WeeklyPartitions(dataSource, 'prediction'));
  const times = ['2026-03-04', '2026-03-11', '2026-03-18'].map((day) => Date.parse(day));
  await Promise.all(partitions.flatMap((each) => times.map((time) => each.ensure(time))));
  expect(await names()).toEqual(['prediction_20260302', 'prediction_20260309', 'prediction_20260316']);

  expect(await partitions[0].dropBefore(Date.parse('2026-03-09') + WEEK_MS - 1)).toEqual(['prediction_20260302']);
  expect(await names()).toEqual(['prediction_20260309', 'prediction_20260316']);
});
