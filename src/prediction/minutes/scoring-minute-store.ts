import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LATENCY_BINS } from './latency-bins.js';

/** How the requests of one minute and version fared in one process. */
export interface ScoringMinute {
  /** Its start, in milliseconds since 1970. */
  readonly minute: number;
  readonly modelVersion: string;
  /** Answered, or failed by an error of the service's own. What the caller or the store got wrong is not in it. */
  requests: number;
  errors: number;
  /** Single requests that were answered, by latency bin. */
  readonly latencies: number[];
}

/** Minutes of all processes added up. */
export type ScoringFigures = Pick<ScoringMinute, 'requests' | 'errors' | 'latencies'>;

/** How requests fared, by minute and version, over all replicas. It owns the table `scoring_minute`. */
@Injectable()
export class ScoringMinuteStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Writes minutes of a process as they stand; written again they replace themselves. */
  async write(process: string, minutes: readonly ScoringMinute[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO scoring_minute (minute, model_version, process, requests, errors, latencies)
       SELECT minute, model_version, $1::uuid, requests, errors, latencies::int[]
       FROM unnest($2::timestamptz[], $3::text[], $4::int[], $5::int[], $6::text[])
         AS m (minute, model_version, requests, errors, latencies)
       ON CONFLICT (minute, model_version, process) DO UPDATE
         SET requests = excluded.requests, errors = excluded.errors, latencies = excluded.latencies`,
      [
        process,
        minutes.map(({ minute }) => new Date(minute)),
        minutes.map(({ modelVersion }) => modelVersion),
        minutes.map(({ requests }) => requests),
        minutes.map(({ errors }) => errors),
        minutes.map(({ latencies }) => `{${latencies.join(',')}}`),
      ],
    );
  }

  /** All minutes of a version from `from` up to, not including, `to` (milliseconds). Cost: that of reading these minutes. */
  async during(modelVersion: string, from: number, to: number): Promise<ScoringFigures> {
    const rows: { requests: number; errors: number; latencies: number[] | null }[] = await this.dataSource.query(
      `WITH m AS (SELECT * FROM scoring_minute WHERE model_version = $1 AND minute >= $2 AND minute < $3),
         bins AS (
           SELECT bin, sum(count)::float8 AS count FROM m, unnest(latencies) WITH ORDINALITY AS l (count, bin) GROUP BY bin
         )
       SELECT coalesce(sum(requests), 0)::float8 AS requests, coalesce(sum(errors), 0)::float8 AS errors,
         (SELECT array_agg(count ORDER BY bin) FROM bins) AS latencies FROM m`,
      [modelVersion, new Date(from), new Date(to)],
    );
    const { requests = 0, errors = 0, latencies } = rows[0] ?? {};
    return { requests, errors, latencies: latencies ?? new Array<number>(LATENCY_BINS).fill(0) };
  }

  async dropBefore(before: number): Promise<void> {
    await this.dataSource.query('DELETE FROM scoring_minute WHERE minute < $1', [new Date(before)]);
  }
}
