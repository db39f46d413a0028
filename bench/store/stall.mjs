import { setTimeout as delay } from 'node:timers/promises';
import { decimals, progress, quantile, table, thousands } from './report.mjs';

const HOUR_MS = 3_600_000;
const BATCH = 5_000;

/** How long other requests wait while labels are recorded and summarised: GET /health/live, asked again and again. */
export async function stallTable(cluster, store) {
  progress('labelling, and asking for a sign of life meanwhile');
  const service = await cluster.startService(store.name);
  const rows = [];
  const from = Math.floor((store.start + store.span) / HOUR_MS) * HOUR_MS - 48 * HOUR_MS;
  for (const [title, hours] of [
    ['nothing', 0],
    ['labels of one hour', 1],
    ['labels of 20 hours', 20],
  ]) {
    const unlabelled = await store.query(
      `SELECT transaction_id FROM prediction p WHERE scored_at >= $1 AND scored_at < $2 AND NOT EXISTS (
         SELECT FROM label l WHERE l.scored_at = p.scored_at AND l.transaction_id = p.transaction_id) LIMIT $3`,
      [new Date(from - hours * HOUR_MS), new Date(from), BATCH],
    );
    const labels = unlabelled.map(({ transaction_id }, k) => ({ transaction_id, actual_fraud: k % 12 === 0 }));
    let busy = true;
    const work = record(store, service, labels).finally(() => (busy = false));
    const times = [];
    while (busy) {
      const start = performance.now();
      await (await fetch(`${service.url}/health/live`)).arrayBuffer();
      times.push(performance.now() - start);
      await delay(5);
    }
    await work;
    rows.push([title, thousands(labels.length), decimals(quantile(times, 0.5)), decimals(Math.max(...times))]);
  }
  await service.stop();
  const head = ['meanwhile', 'labels', 'GET /health/live, median ms', 'longest, ms'];
  return table(`Waiting for POST /feedback/batch, ${thousands(store.rows)} predictions`, head, rows);
}

async function record(store, service, labels) {
  if (labels.length === 0) return delay(1_000);
  const response = await fetch(`${service.url}/feedback/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ labels }),
  });
  if (!response.ok) throw new Error(`POST /feedback/batch: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
  while ((await store.query('SELECT FROM label_unsummarised LIMIT 1')).length > 0) await delay(20);
}
