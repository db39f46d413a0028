import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  binBytes,
  binsOf,
  mergeOutcomes,
  noOutcomeCounts,
  OUTCOMES,
  type OutcomeCounts,
  type OutcomeSummary,
} from './outcome-summary.js';
import type { HourKey } from './summary-store.js';

const CELL_COLUMNS = [...OUTCOMES, ...OUTCOMES.map((cell) => `${cell}_micros` as const)];

/** The outcomes of one hour and version: of all of it, or of one segment. */
export type OutcomeHour = HourKey & { readonly summary: OutcomeSummary };
export type SegmentHour = HourKey & { readonly segment: string; readonly counts: OutcomeCounts };

type CountRow = Record<(typeof CELL_COLUMNS)[number], number>;

/** Summaries of labelled predictions by the hour of the prediction. It owns the table `outcome_hour`. */
@Injectable()
export class OutcomeStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /**
   * Adds to what is stored. Rows are locked in one order everywhere, so that replicas never deadlock.
   *
   * An hour that is split by another segmentation is no longer split by any: what its segments hold of the labels that
   * are corrected here is not known. `Resegmenter` splits it anew.
   */
  async add(
    manager: EntityManager,
    hours: readonly OutcomeHour[],
    segments: readonly SegmentHour[],
    segmentation: string,
  ): Promise<void> {
    const stored = await this.lock(manager, hours, segmentation);
    const foreign = hours.filter((hour) => stored.get(keyOf(hour))?.segmentation !== segmentation);
    const foreignKeys = new Set(foreign.map(keyOf));
    await this.unsplit(manager, foreign);
    const bins = hours.map((hour) => {
      const before = binsOf(stored.get(keyOf(hour))?.bins ?? null);
      return binBytes(mergeOutcomes({ ...noOutcomeCounts(), ...before }, hour.summary));
    });
    await manager.query(
      `UPDATE outcome_hour o SET bins = k.bins, ${CELL_COLUMNS.map((column) => `${column} = o.${column} + k.${column}`).join(', ')}
       FROM unnest($1::timestamptz[], $2::text[], $3::bytea[], ${CELL_COLUMNS.map((_, place) => `$${place + 4}::numeric[]`).join(', ')})
         AS k (hour, model_version, bins, ${CELL_COLUMNS.join(', ')})
       WHERE o.hour = k.hour AND o.model_version = k.model_version AND o.segment = ''`,
      [...keyColumns(hours), bins, ...cellColumns(hours.map(({ summary }) => summary))],
    );
    const own = segments.filter((segment) => !foreignKeys.has(keyOf(segment)));
    await this.addSegments(manager, own, segmentation);
  }

  /** Adds to segments of hours whose row the transaction has locked. */
  async addSegments(manager: EntityManager, segments: readonly SegmentHour[], segmentation: string): Promise<void> {
    if (segments.length === 0) return;
    await manager.query(
      `INSERT INTO outcome_hour AS o (hour, model_version, segment, segmentation, ${CELL_COLUMNS.join(', ')})
       SELECT hour, model_version, segment, $4, ${CELL_COLUMNS.join(', ')}
       FROM unnest($1::timestamptz[], $2::text[], $3::text[], ${CELL_COLUMNS.map((_, place) => `$${place + 5}::numeric[]`).join(', ')})
         AS k (hour, model_version, segment, ${CELL_COLUMNS.join(', ')})
       ON CONFLICT (hour, model_version, segment) DO UPDATE SET ${CELL_COLUMNS.map((column) => `${column} = o.${column} + excluded.${column}`).join(', ')}`,
      [
        ...keyColumns(segments),
        segments.map(({ segment }) => segment),
        segmentation,
        ...cellColumns(segments.map(({ counts }) => counts)),
      ],
    );
  }

  /** Locks the newest hour that another segmentation, or none, splits; undefined when there is none but those that others lock. */
  async lockForeign(manager: EntityManager, segmentation: string): Promise<HourKey | undefined> {
    const rows: { hour: Date; modelVersion: string }[] = await manager.query(
      `SELECT hour, model_version AS "modelVersion" FROM outcome_hour
       WHERE segment = '' AND segmentation IS DISTINCT FROM $1 ORDER BY hour DESC LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [segmentation],
    );
    return rows[0] && { hour: rows[0].hour.getTime(), modelVersion: rows[0].modelVersion };
  }

  /** Forgets the segments of an hour whose row the transaction has locked; from now on `segmentation` splits it. */
  async resplit(manager: EntityManager, hour: HourKey, segmentation: string): Promise<void> {
    await this.unsplit(manager, [hour]);
    await manager.query(
      `UPDATE outcome_hour SET segmentation = $3 WHERE hour = $1 AND model_version = $2 AND segment = ''`,
      [new Date(hour.hour), hour.modelVersion, segmentation],
    );
  }

  private async unsplit(manager: EntityManager, hours: readonly HourKey[]): Promise<void> {
    if (hours.length === 0) return;
    const named = '(hour, model_version) IN (SELECT * FROM unnest($1::timestamptz[], $2::text[]))';
    await manager.query(`DELETE FROM outcome_hour WHERE segment <> '' AND ${named}`, keyColumns(hours));
    await manager.query(
      `UPDATE outcome_hour SET segmentation = NULL WHERE segment = '' AND ${named}`,
      keyColumns(hours),
    );
  }

  /** Locks the rows of these hours, making those that are missing, and returns what they hold. */
  private async lock(
    manager: EntityManager,
    hours: readonly OutcomeHour[],
    segmentation: string,
  ): Promise<Map<string, { segmentation: string | null; bins: Buffer | null }>> {
    await manager.query(
      `INSERT INTO outcome_hour (hour, model_version, segment, segmentation)
       SELECT h, v, '', $3 FROM unnest($1::timestamptz[], $2::text[]) AS k (h, v) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
      [...keyColumns(hours), segmentation],
    );
    const stored: { hour: Date; modelVersion: string; segmentation: string | null; bins: Buffer | null }[] =
      await manager.query(
        `SELECT hour, model_version AS "modelVersion", segmentation, bins FROM outcome_hour
         WHERE segment = '' AND (hour, model_version) IN (SELECT * FROM unnest($1::timestamptz[], $2::text[]))
         ORDER BY 1, 2 FOR UPDATE`,
        keyColumns(hours),
      );
    return new Map(stored.map(({ hour, ...row }) => [keyOf({ ...row, hour: hour.getTime() }), row]));
  }

  /** The hours from `from` up to, not including, `to` (milliseconds), of one version or of all, oldest first. */
  async hours(from: number, to: number, modelVersion?: string): Promise<OutcomeHour[]> {
    const rows: (CountRow & { hour: Date; modelVersion: string; bins: Buffer | null })[] = await this.dataSource.query(
      `SELECT hour, model_version AS "modelVersion", bins, ${CELL_COLUMNS.map((column) => `${column}::float8`).join(', ')}
       FROM outcome_hour
       WHERE segment = '' AND hour >= $1 AND hour < $2 AND ($3::text IS NULL OR model_version = $3) ORDER BY hour`,
      [new Date(from), new Date(to), modelVersion ?? null],
    );
    return rows.map(({ hour, modelVersion: version, bins, ...counts }) => ({
      hour: hour.getTime(),
      modelVersion: version,
      summary: { ...countsOf(counts), ...binsOf(bins) },
    }));
  }

  /** The sums of each version's segments over the hours from `from` (milliseconds) on that this segmentation splits. */
  async segments(
    from: number,
    segmentation: string,
    modelVersion?: string,
  ): Promise<{ modelVersion: string; segment: string; counts: OutcomeCounts }[]> {
    const rows: (CountRow & { modelVersion: string; segment: string })[] = await this.dataSource.query(
      `SELECT model_version AS "modelVersion", segment, ${CELL_COLUMNS.map((column) => `sum(${column})::float8 AS ${column}`).join(', ')}
       FROM outcome_hour
       WHERE segment <> '' AND segmentation = $3 AND hour >= $1 AND ($2::text IS NULL OR model_version = $2)
       GROUP BY model_version, segment ORDER BY model_version, segment`,
      [new Date(from), modelVersion ?? null, segmentation],
    );
    return rows.map(({ modelVersion: version, segment, ...counts }) => ({
      modelVersion: version,
      segment,
      counts: countsOf(counts),
    }));
  }

  /** Forgets hours before `before` (milliseconds). */
  async dropBefore(before: number): Promise<void> {
    await this.dataSource.query('DELETE FROM outcome_hour WHERE hour < $1', [new Date(before)]);
  }
}

function countsOf(row: CountRow): OutcomeCounts {
  const sum = noOutcomeCounts();
  for (const cell of OUTCOMES) {
    sum.counts[cell] = row[cell];
    sum.amountMicros[cell] = row[`${cell}_micros`];
  }
  return sum;
}

function keyOf({ hour, modelVersion }: HourKey): string {
  return `${hour} ${modelVersion}`;
}

function keyColumns(keys: readonly HourKey[]): [Date[], string[]] {
  return [keys.map(({ hour }) => new Date(hour)), keys.map(({ modelVersion }) => modelVersion)];
}

function cellColumns(counts: readonly OutcomeCounts[]): number[][] {
  return [
    ...OUTCOMES.map((cell) => counts.map((its) => its.counts[cell])),
    ...OUTCOMES.map((cell) => counts.map((its) => its.amountMicros[cell])),
  ];
}
