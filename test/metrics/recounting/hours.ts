import type { DataSource } from 'typeorm';
import { expect } from 'vitest';
import type { Config } from '../../../src/config/index.js';
import { cellsOf, groupBy, HOUR_MS, MINUTE_MS, moneyOf, type Row, scoreBin } from './log.js';
import { segmentsOf } from './performance.js';

const SCORE_BINS = 256;

/** The summaries themselves, minute by minute and hour by hour, against the log. */
export async function expectRecountedHours(
  dataSource: DataSource,
  rows: readonly Row[],
  config: Config,
): Promise<void> {
  const labelled = rows.filter(({ actual }) => actual !== null);
  expect(await storedScored(dataSource, 'prediction_minute', 'minute', 'positive')).toEqual(
    countScored(rows, MINUTE_MS),
  );
  expect(await storedScored(dataSource, 'prediction_hour', 'hour', `(summary->>'positive')::int`)).toEqual(
    countScored(rows, HOUR_MS),
  );
  expect(await storedOutcomes(dataSource)).toEqual(countOutcomes(labelled, config));
  expect(await storedScores(dataSource)).toEqual(countScores(labelled));
}

async function storedScored(dataSource: DataSource, table: string, time: string, positive: string): Promise<object> {
  const rows: { time: Date; modelVersion: string; scored: number; positive: number }[] = await dataSource.query(
    `SELECT ${time} AS time, model_version AS "modelVersion", scored, ${positive} AS positive FROM ${table}`,
  );
  return Object.fromEntries(
    rows.map(({ time: at, modelVersion, scored, positive: called }) => [
      `${at.toISOString()} ${modelVersion}`,
      [scored, called],
    ]),
  );
}

function countScored(rows: readonly Row[], lengthMs: number): object {
  return Object.fromEntries(
    [...groupBy(rows, (row) => keyOf(row, lengthMs))].map(([key, its]) => [
      key,
      [its.length, its.filter(({ predicted }) => predicted).length],
    ]),
  );
}

/** Counts and money by hour, version and segment; '' is all of it. */
async function storedOutcomes(dataSource: DataSource): Promise<object> {
  const rows: { hour: Date; key: string; figures: number[] }[] = await dataSource.query(
    `SELECT hour, model_version || ' ' || segment AS key,
       array[tp, fp, tn, fn, tp_micros / 1000000, fp_micros / 1000000, fn_micros / 1000000]::float8[] AS figures
     FROM outcome_hour`,
  );
  return Object.fromEntries(rows.map(({ hour, key, figures }) => [`${hour.toISOString()} ${key}`, figures]));
}

function countOutcomes(labelled: readonly Row[], config: Config): object {
  const hours = [...groupBy(labelled, (row) => keyOf(row, HOUR_MS))].flatMap(([hour, its]) =>
    [['', its] as const, ...segmentsOf(its, config)].map(([segment, part]) => [`${hour} ${segment}`, part] as const),
  );
  return Object.fromEntries(
    hours.map(([key, its]) => {
      const { tp, fp, tn, fn } = cellsOf(its);
      const money = [moneyOf(its, true, true), moneyOf(its, true, false), moneyOf(its, false, true)];
      return [key, [tp, fp, tn, fn, ...money.map((sum) => expect.closeTo(sum, 6) as number)]];
    }),
  );
}

/** Labelled predictions by score bin: positives, then negatives. */
async function storedScores(dataSource: DataSource): Promise<object> {
  const rows: { hour: Date; modelVersion: string; bins: Buffer }[] = await dataSource.query(
    `SELECT hour, model_version AS "modelVersion", bins FROM outcome_hour WHERE segment = ''`,
  );
  return Object.fromEntries(
    rows.map(({ hour, modelVersion, bins }) => [
      `${hour.toISOString()} ${modelVersion}`,
      Array.from({ length: 2 * SCORE_BINS }, (_, place) => bins.readInt32LE(4 * place)),
    ]),
  );
}

function countScores(labelled: readonly Row[]): object {
  return Object.fromEntries(
    [...groupBy(labelled, (row) => keyOf(row, HOUR_MS))].map(([key, its]) => {
      const bins = new Array<number>(2 * SCORE_BINS).fill(0);
      for (const { score, actual } of its) bins[scoreBin(score) + (actual ? 0 : SCORE_BINS)] += 1;
      return [key, bins];
    }),
  );
}

function keyOf({ scoredAt, modelVersion }: Row, lengthMs: number): string {
  return `${new Date(Math.floor(scoredAt.getTime() / lengthMs) * lengthMs).toISOString()} ${modelVersion}`;
}
