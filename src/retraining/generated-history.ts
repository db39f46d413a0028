import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { DEFAULT_FEATURES, generateTransactions, type Transaction } from '../generator/index.js';
import { type HistoryRow, HistoryStore } from '../history/index.js';
import { compileEncoder, SchemaStore } from '../models/index.js';
import { Clock, type FieldError, InvalidInput } from '../platform/index.js';

const SEED = 42;
const DAY_MS = 86_400_000;
const DAYS = 30;
const TRANSACTIONS_PER_DAY = 1_000;
const PAGE_ROWS = 2_000;
const SOURCE = 'generator';

/** The built-in generator's past, so that a service with no data of its own can be tried at once. */
@Injectable()
export class GeneratedHistory {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly history: HistoryStore,
    private readonly schemas: SchemaStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Fills an empty history with 30 days of generated transactions that end at midnight (UTC), when the config has the generator's
   * features.
   *
   * @returns whether it did
   */
  async fillEmpty(): Promise<boolean> {
    if (!this.describesGenerator() || (await this.history.count()) > 0) return false;
    const schema = await this.schemas.versionOf(this.config.features);
    const encode = compileEncoder(schema.features, this.config.prediction);
    const toRow = ({ transactionId, timestamp, features, fraud }: Transaction): HistoryRow => {
      const errors: FieldError[] = [];
      const encoding = encode(features, 'features', errors);
      if (!encoding) throw new InvalidInput(errors);
      return { transactionId, occurredAt: timestamp, row: encoding.row, positive: fraud };
    };
    let page: HistoryRow[] = [];
    // From midnight on, so that all first starts of a day make the same history, and the same model of it.
    const start = Math.floor(this.clock.now() / DAY_MS - DAYS) * DAY_MS;
    for (const transaction of generateTransactions({
      seed: SEED,
      start,
      durationDays: DAYS,
      transactionsPerDay: TRANSACTIONS_PER_DAY,
    })) {
      page.push(toRow(transaction));
      if (page.length < PAGE_ROWS) continue;
      await this.history.insert(schema.version, SOURCE, page);
      page = [];
    }
    await this.history.insert(schema.version, SOURCE, page);
    return true;
  }

  private describesGenerator(): boolean {
    const names = new Set(this.config.features.map(({ name }) => name));
    return names.size === DEFAULT_FEATURES.length && DEFAULT_FEATURES.every(({ name }) => names.has(name));
  }
}
