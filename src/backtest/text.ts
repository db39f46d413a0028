import { count, fourDecimals, minute } from '../report/index.js';
import type { Backtest } from './backtest.js';
import type { RunEvent } from './data/timeline.js';
import type { BacktestWindow, Figures } from './data/windows.js';

const DAY_MS = 86_400_000;

/** The backtest for programs: keys in snake_case, times in ISO 8601. */
export function backtestJson({ trainedOn, windowMs, timeline, windows, total, interrupted }: Backtest): object {
  return {
    trained_on: { rows: trainedOn.rows, from: iso(trainedOn.from), to: iso(trainedOn.to) },
    window_seconds: windowMs / 1_000,
    skipped_checks: timeline.skippedChecks,
    runs: timeline.runs.map((run) => ({
      run_id: run.runId,
      at: run.at,
      cause: run.cause,
      reason: run.reason,
      outcome: run.outcome,
      explanation: run.explanation,
      trained_on_rows: run.trainedOnRows,
      checks: run.checks,
      champion: run.champion,
      challenger: run.challenger,
    })),
    swaps: timeline.swaps.map(({ previousVersion, ...swap }) => ({ ...swap, previous_version: previousVersion })),
    episodes: timeline.episodes.map(({ openedAt, closedAt, ...episode }) => ({
      ...episode,
      opened_at: openedAt,
      closed_at: closedAt,
    })),
    windows: windows.map(windowJson),
    total: windowJson(total),
    interrupted,
  };
}

function windowJson({ from, to, rows, positives, healed, unhealed }: BacktestWindow): object {
  return {
    from: iso(from),
    to: iso(to),
    rows,
    positives,
    healed: figuresJson(healed),
    unhealed: figuresJson(unhealed),
  };
}

function figuresJson(figures: Figures): object {
  return {
    accuracy: figures.accuracy ?? null,
    precision: figures.precision ?? null,
    recall: figures.recall ?? null,
    f1: figures.f1 ?? null,
    roc_auc: figures.rocAuc ?? null,
    average_precision: figures.averagePrecision ?? null,
  };
}

/** The backtest for people: the timeline, and a table of windows. */
export function backtestText(result: Backtest): string[] {
  const { trainedOn, timeline, windows, total } = result;
  return [
    `First model: ${count(trainedOn.rows)} rows, ${day(trainedOn.from)} to ${day(trainedOn.to)}.`,
    `Then ${count(total.rows)} labelled rows to ${day(total.to)}; windows of ${lengthText(result.windowMs)}.`,
    '',
    'What happened:',
    ...happenings(result),
    `  ${count(timeline.skippedChecks)} daily checks found no reason to train.`,
    '',
    ...windowTable([...windows, total]),
  ];
}

function happenings({ timeline }: Backtest): string[] {
  const lines = [
    ...timeline.runs.map((run) => ({
      at: run.at,
      text: [`run ${run.runId}: ${run.outcome} (${run.reason})`, ...details(run)],
    })),
    ...timeline.swaps.map(({ at, kind, version, previousVersion, reason }) => ({
      at,
      text: [`${kind}: ${version} replaces ${previousVersion ?? 'nothing'}: ${reason}`],
    })),
    ...timeline.episodes
      .filter(({ state }) => state === 'escalated')
      .map(({ openedAt, cause, explanation }) => ({
        at: openedAt,
        text: [`escalated: ${cause}: ${explanation ?? ''}`],
      })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  if (lines.length === 0) return ['  no run, no change of version'];
  return lines.flatMap(({ at, text: [first, ...rest] }) => [
    `  ${at.slice(0, 16).replace('T', ' ')}  ${first ?? ''}`,
    ...rest.map((line) => `${' '.repeat(20)}${line}`),
  ]);
}

function details({ explanation, checks }: RunEvent): string[] {
  if (checks.length === 0) return explanation === null ? [] : [explanation];
  return checks.map(({ name, passed, detail }) => `${passed ? 'passed' : 'FAILED'} ${name}: ${detail}`);
}

function windowTable(windows: readonly BacktestWindow[]): string[] {
  const heading = [
    'from',
    'rows',
    'positive',
    'accuracy',
    'unhealed',
    'recall',
    'unhealed',
    'avg precision',
    'unhealed',
  ];
  const rows = windows.map(({ from, rows: labelled, positives, healed, unhealed }, place) => [
    place === windows.length - 1 ? 'all' : day(from),
    count(labelled),
    count(positives),
    fourDecimals(healed.accuracy),
    fourDecimals(unhealed.accuracy),
    fourDecimals(healed.recall),
    fourDecimals(unhealed.recall),
    fourDecimals(healed.averagePrecision),
    fourDecimals(unhealed.averagePrecision),
  ]);
  const widths = heading.map((text, column) => Math.max(text.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [heading, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

/** A length of time for people. */
export function lengthText(milliseconds: number): string {
  const days = milliseconds / DAY_MS;
  const [size, unit] = days >= 1 ? [days, 'day'] : [days * 24, 'hour'];
  const text = Number(size.toFixed(1)).toLocaleString('en-US');
  return `${text} ${unit}${text === '1' ? '' : 's'}`;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function day(milliseconds: number): string {
  return minute(milliseconds).slice(0, 'YYYY-MM-DD HH:MM'.length);
}
