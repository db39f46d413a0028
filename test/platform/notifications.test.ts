import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { Notifications } from '../../src/platform/index.js';
import { openTestDatabase } from '../support/database.js';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openTestDatabase();
});
afterAll(() => dataSource.destroy());

it('those who begin to listen at the same time share one connection, and each hears its channel', async () => {
  const notifications = new Notifications(dataSource);
  const heard: string[] = [];
  const channels = ['first', 'second', 'third'];
  await Promise.all(channels.map((channel) => notifications.listen(channel, () => heard.push(channel))));
  const connections: unknown[] = await dataSource.query(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'homeostat listener' AND datname = current_database()`,
  );
  expect(connections).toHaveLength(1);
  for (const channel of channels) await dataSource.query('SELECT pg_notify($1, $2)', [channel, '']);
  await expect.poll(() => heard.length).toBe(6);
  expect(heard.sort()).toEqual(['first', 'first', 'second', 'second', 'third', 'third']);
  await notifications.onApplicationShutdown();
});
