import * as Plot from '@observablehq/plot';
import type { ColumnHistory, DriftPoint } from '../data/drift-over-time.js';
import { count, fourDecimals, minute, shortened } from '../numbers.js';
import type { Markup } from '../page/markup.js';
import { COLOUR, drawPlot } from './draw-plot.js';
import { timeAxis, timeLabel } from './time-axis.js';

/** From this PSI on a cell has its full colour. */
const FULL_PSI = 0.5;
const LEAST_OPACITY = 0.04;
const SHOWN_TIMES = 14;

/**
 * Every column over time: the darker a cell the greater its PSI, a dot where the rule says drifted. Periods stand side
 * by side, however long they are and whatever lies between them.
 */
export function driftMap(histories: readonly ColumnHistory[]): Markup {
  const names = histories.map(({ column }) => column.name);
  const cells = histories.flatMap(({ column, points }) => points.map((point) => ({ ...point, name: column.name })));
  const starts = [...new Set(cells.map(({ from }) => from))].sort((a, b) => a - b);
  const every = Math.ceil(starts.length / SHOWN_TIMES);
  const times = starts.filter((_, place) => place % every === 0);
  return drawPlot('Map of drift: PSI of each column in each period against the reference', {
    width: 1_040,
    height: 44 + 18 * names.length,
    marginLeft: 190,
    marginTop: 4,
    marginBottom: 36,
    x: {
      type: 'band',
      label: null,
      domain: starts,
      ticks: times,
      tickSize: 3,
      tickFormat: (from: number) => timeLabel(new Date(from), true),
      paddingInner: 0.04,
      paddingOuter: 0,
    },
    y: { domain: names, label: null, tickSize: 0, padding: 0.08, tickFormat: (name: string) => shortened(name, 28) },
    opacity: { type: 'identity' },
    marks: [
      Plot.cell(cells, {
        y: 'name',
        x: 'from',
        fill: COLOUR.alarm,
        fillOpacity: ({ psi }: DriftPoint) => LEAST_OPACITY + (1 - LEAST_OPACITY) * Math.min(1, psi / FULL_PSI),
        title: (cell: (typeof cells)[number]) => `${cell.name}, ${tip(cell)}`,
      }),
      Plot.dot(
        cells.filter(({ drifted }) => drifted),
        { y: 'name', x: 'from', r: 2.8, fill: 'currentColor', stroke: COLOUR.surface, strokeWidth: 1 },
      ),
    ],
  });
}

/** PSI of one column over time, and the threshold of the rule, which is higher where a period has few rows. */
export function driftLine({ column, points }: ColumnHistory): Markup {
  const rows = points.map(timesOf);
  const dashed = { y: 'threshold', stroke: 'currentColor', strokeDasharray: '4,3' };
  const threshold =
    rows.length > 1
      ? Plot.line(rows, { x: 'middle', ...dashed })
      : Plot.ruleY(rows, { x1: 'start', x2: 'end', ...dashed });
  const highest = Math.max(...points.map(({ psi, threshold }) => Math.max(psi, threshold ?? 0)), 0.2);
  return drawPlot(`PSI of ${column.name} over time, with the threshold of the rule`, {
    width: 340,
    height: 170,
    marginLeft: 36,
    marginTop: 10,
    marginBottom: 28,
    x: timeAxis([new Date(points[0]?.from ?? 0), new Date(points.at(-1)?.to ?? 0)], 4),
    y: { domain: [0, highest * 1.08], label: null, ticks: 4, grid: true },
    marks: [
      Plot.ruleY([0], { stroke: COLOUR.guide }),
      threshold,
      Plot.line(rows, { x: 'middle', y: 'psi', stroke: COLOUR.window, strokeWidth: 1.5 }),
      Plot.dot(rows, {
        x: 'middle',
        y: 'psi',
        r: ({ drifted }: DriftPoint) => (drifted ? 4.5 : 3),
        symbol: ({ drifted }: DriftPoint) => (drifted ? 'triangle' : 'circle'),
        fill: ({ drifted }: DriftPoint) => (drifted ? COLOUR.alarm : COLOUR.window),
        title: tip,
      }),
    ],
    r: { type: 'identity' },
    symbol: { type: 'identity' },
    color: { type: 'identity' },
  });
}

function timesOf(point: DriftPoint): DriftPoint & { start: Date; middle: Date; end: Date } {
  const { from, to } = point;
  return { ...point, start: new Date(from), middle: new Date((from + to) / 2), end: new Date(to) };
}

function tip({ from, to, rows, psi, threshold, drifted }: DriftPoint): string {
  const exceeds = threshold !== undefined && psi >= threshold;
  const verdict = drifted ? 'drifted' : exceeds ? 'exceeds, the period before does not' : 'not drifted';
  return `${minute(from)} to ${minute(to)}, ${count(rows)} predictions: PSI ${fourDecimals(psi)}, threshold ${fourDecimals(threshold)}, ${verdict}`;
}
