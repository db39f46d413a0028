import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { AdminClient } from '../admin/admin-client.js';
import { followRun } from '../admin/follow-run.js';
import type { DrillDatabases } from './drill-database.js';
import type { Fault } from './fault.js';

const HELD_MS = 1_500;
const FREE_MS = 100;

/** Where harm is done. */
export interface Victim {
  readonly url: string;
  readonly databaseUrl: string;
  readonly databases: DrillDatabases;
}

/** Harms the service as an operator might see it harmed; the answer ends it. */
export async function harm(kind: NonNullable<Fault['harm']>, victim: Victim): Promise<() => Promise<void>> {
  switch (kind) {
    case 'slow-database':
      return slowDatabase(victim.databaseUrl);
    case 'no-database':
      return victim.databases.close(victim.databaseUrl);
    case 'poisoned-training':
      await poisonedTraining(victim);
      return () => Promise.resolve();
  }
}

/** Another session takes the predictions for itself again and again: what is written waits. */
async function slowDatabase(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ended = new AbortController();
  const holding = (async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await client.query('BEGIN; LOCK TABLE prediction IN ACCESS EXCLUSIVE MODE');
      await setTimeout(HELD_MS, undefined, { signal: ended.signal }).catch(() => undefined);
      await client.query('COMMIT');
      await setTimeout(FREE_MS);
    }
    await client.end();
  })();
  return async () => {
    ended.abort();
    await holding;
  };
}

/** All labels of history are turned round, a run trains on them, and its version goes live even if the gate refuses it. */
async function poisonedTraining({ databaseUrl, url }: Victim): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('UPDATE history SET positive = NOT positive');
  } finally {
    await client.end();
  }
  const admin = new AdminClient(new URL(url));
  const reason = 'the drill poisoned the labels';
  const { run_id: runId } = (await admin.post('/admin/retrain', { force: true, reason })) as { run_id: number };
  const { outcome, steps = [] } = await followRun(admin, runId, () => undefined);
  const trained = steps.find(({ name }) => name === 'train')?.output as { version?: string } | null | undefined;
  const version = trained?.version;
  if (version === undefined) throw new Error(`the poisoned run trained no version: ${String(outcome)}`);
  if (outcome !== 'deployed')
    await admin.post(`/admin/models/${version}/activate`, { reason: 'the drill passes over the gate' });
}
