import { ModelRegistry } from '../../dist/src/models/index.js';
import { EstimateKeeper } from '../../dist/src/metrics/estimates/estimate-keeper.js';
import { EstimateStore } from '../../dist/src/metrics/estimates/estimate-store.js';
import { OutcomeStore } from '../../dist/src/metrics/summaries/outcome-store.js';
import { SummaryBuilder } from '../../dist/src/metrics/summaries/summary-builder.js';
import { HOUR_MS, SummaryStore } from '../../dist/src/metrics/summaries/summary-store.js';
import { SummaryWindows } from '../../dist/src/metrics/summaries/summary-windows.js';
import { SummaryWriter } from '../../dist/src/metrics/summaries/summary-writer.js';

/** As fill.mjs has it. */
const LABEL_DELAY_MS = 5 * 60_000;

/** As many as the service keeps. */
const MINUTES_KEPT_MS = 48 * HOUR_MS;

/** The summaries and estimates of a filled store, made and written by the service's own classes, an hour at a time. */
export async function insertSummaries(database, pool, { rows, start, span }) {
  const { dataSource } = database;
  const summaries = new SummaryStore(dataSource);
  const outcomes = new OutcomeStore(dataSource);
  const contexts = contextsOf(pool);
  const writer = new SummaryWriter(new SummaryBuilder(pool.config, contexts), summaries, outcomes);
  const scoredAt = (i) => start + Math.floor((i * span) / rows);
  for (let from = 0; from < rows;) {
    const end = Math.floor(scoredAt(from) / HOUR_MS) * HOUR_MS + HOUR_MS;
    let to = Math.min(rows, Math.ceil(((end - start) * rows) / span));
    while (to > from && scoredAt(to - 1) >= end) to--;
    const { predictions, changes } = hourOf({ from, to, scoredAt, pool });
    const labelled = new Map(predictions.map((prediction) => [prediction.transactionId, prediction]));
    await dataSource.transaction(async (manager) => {
      await writer.addPredictions(manager, predictions);
      await writer.addChanges(manager, changes, labelled);
    });
    from = to;
  }
  await summaries.dropBefore(start - span, start + span - MINUTES_KEPT_MS);
  const windows = new SummaryWindows(dataSource, outcomes);
  const clock = { now: Date.now };
  const registry = new ModelRegistry(dataSource, clock);
  const estimates = new EstimateStore(dataSource);
  await new EstimateKeeper(pool.config, registry, contexts, windows, estimates, clock).update();
}

/** The one version that there is. */
function contextsOf({ features, reference }) {
  const context = { schema: { features }, reference: reference ?? undefined };
  return { of: () => Promise.resolve(context) };
}

/** Rows `from` up to, not including, `to`, and the labels of those that fill.mjs labels. */
function hourOf({ from, to, scoredAt, pool }) {
  const predictions = [];
  const changes = [];
  for (let i = from; i < to; i++) {
    const { score, positive, amount, actual, values, unseen } = pool.rows[i % pool.rows.length];
    const key = { transactionId: String(i), scoredAt: scoredAt(i), modelVersion: pool.modelVersion };
    const labelledAt = key.scoredAt + LABEL_DELAY_MS;
    predictions.push({ ...key, score, positive, amount, row: unseen ? { values, unseen } : { values } });
    if (i % 5 < 3) changes.push({ ...key, predicted: positive, actual, previous: null, score, amount, labelledAt });
  }
  return { predictions, changes };
}
