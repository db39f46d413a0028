import type { DataSource } from 'typeorm';

const WEEK_MS = 7 * 86_400_000;
/** 1970-01-05 was a Monday, so weeks start on Mondays, UTC. */
const FIRST_MONDAY_MS = 4 * 86_400_000;
const PARTITION_LOCK = 7_243_002;

/** The start of the week that holds `at`, both in milliseconds since 1970. */
export function weekStart(at: number): number {
  return Math.floor((at - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
}

/**
 * The weekly partitions of one time-partitioned table. Retention drops whole weeks, which costs no vacuum.
 */
export class WeeklyPartitions {
  private readonly known = new Set<number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly table: string,
  ) {}

  /** Makes sure that a row of time `at` (milliseconds) has its partition. Costs a query once a week and process. */
  async ensure(at: number): Promise<void> {
    const start = weekStart(at);
    if (this.known.has(start)) return;
    const name = `${this.table}_${new Date(start).toISOString().slice(0, 10).replaceAll('-', '')}`;
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
      await manager.query(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF ${this.table}
         FOR VALUES FROM ('${new Date(start).toISOString()}') TO ('${new Date(start + WEEK_MS).toISOString()}')`,
      );
    });
    this.known.add(start);
  }

  /** Drops the partitions that end at or before `before` (milliseconds). Returns their names. */
  async dropBefore(before: number): Promise<string[]> {
    const rows: { name: string }[] = await this.dataSource.query(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = $1::regclass ORDER BY 1`,
      [this.table],
    );
    const dropped: string[] = [];
    for (const { name } of rows) {
      const start = startOf(name);
      if (start === undefined || start + WEEK_MS > before) continue;
      await this.dataSource.query(`DROP TABLE IF EXISTS ${name}`);
      this.known.delete(start);
      dropped.push(name);
    }
    return dropped;
  }
}

function startOf(partition: string): number | undefined {
  const match = /_(\d{4})(\d{2})(\d{2})$/.exec(partition);
  return match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : undefined;
}
