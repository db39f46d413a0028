import { HistoryStore } from '../history/index.js';
import { compileEncoder, SchemaStore } from '../models/index.js';
import { DrivenClock } from './driven-clock.js';
import type { BacktestPlan, BacktestRow } from './plan.js';

const HISTORY_PAGE_ROWS = 2_000;

/** Rows that the first model was trained on; times in milliseconds since 1970. */
export interface TrainedOn {
  readonly rows: number;
  readonly from: number;
  readonly to: number;
}

/** Takes the first rows as labelled history. */
export async function importHistory(
  { config, database: { dataSource }, trainingRows, onRow }: BacktestPlan,
  rows: AsyncIterator<BacktestRow>,
): Promise<TrainedOn> {
  const history = new HistoryStore(dataSource);
  const schema = await new SchemaStore(dataSource, new DrivenClock(0)).versionOf(config.features);
  const encode = compileEncoder(config.features, config.prediction);
  let [count, from, to] = [0, Infinity, -Infinity];
  let page: Parameters<HistoryStore['insert']>[2][number][] = [];
  while (count < trainingRows) {
    const { value, done } = (await rows.next()) as IteratorResult<BacktestRow, undefined>;
    if (done) break;
    count += 1;
    [from, to] = [Math.min(from, value.occurredAt), Math.max(to, value.occurredAt)];
    const encoding = encode(value.features, 'features', []);
    if (encoding && value.positive !== undefined) {
      page.push({
        transactionId: value.transactionId,
        occurredAt: value.occurredAt,
        row: encoding.row,
        positive: value.positive,
      });
    }
    if (page.length === HISTORY_PAGE_ROWS) {
      await history.insert(schema.version, 'the backtest', page);
      page = [];
    }
    onRow();
  }
  await history.insert(schema.version, 'the backtest', page);
  return { rows: count, from, to };
}
