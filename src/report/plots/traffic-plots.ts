import * as Plot from '@observablehq/plot';
import { wilsonInterval } from '../../statistics/index.js';
import type { Period } from '../data/periods.js';
import type { TrafficPeriod } from '../data/traffic.js';
import { count, minute, percent } from '../numbers.js';
import type { Markup } from '../page/markup.js';
import { COLOUR, drawPlot } from './draw-plot.js';
import { timeAxis } from './time-axis.js';

const FRAME: Plot.PlotOptions = { width: 1_040, height: 180, marginLeft: 52, marginTop: 12, marginBottom: 34 };

/** Predictions by period. */
export function volumePlot(periods: readonly TrafficPeriod[]): Markup {
  return drawPlot('Predictions over time', {
    ...FRAME,
    x: timeAxis(domainOf(periods)),
    y: {
      label: null,
      grid: true,
      ticks: 5,
      tickFormat: (value: number) => (Number.isInteger(value) ? count(value) : ''),
    },
    marks: [
      Plot.rectY(periods, {
        x1: start,
        x2: end,
        y: 'scored',
        fill: COLOUR.window,
        insetLeft: 0.5,
        insetRight: 0.5,
        title: (period: TrafficPeriod) => `${minute(period.from)}: ${count(period.scored)} predictions`,
      }),
      Plot.ruleY([0], { stroke: COLOUR.guide }),
    ],
  });
}

/** The share called positive, and the share known to be positive with its interval, by period. */
export function ratePlot(periods: readonly TrafficPeriod[]): Markup {
  const called = periods
    .filter(({ scored }) => scored > 0)
    .map((period) => ({ ...period, share: period.positive / period.scored }));
  const known = periods.flatMap((period) => {
    const interval = wilsonInterval(period.actualPositives, period.labels);
    return interval ? [{ ...period, ...interval, share: period.actualPositives / period.labels }] : [];
  });
  const highest = Math.max(...called.map(({ share }) => share), ...known.map(({ share }) => share), 0.005);
  const top = Math.min(1, highest * 1.6);
  const clamped = known.map((period) => ({
    ...period,
    upper: Math.min(period.upper, top),
    lower: Math.min(period.lower, top),
  }));
  return drawPlot('Share called positive and share known to be positive over time', {
    ...FRAME,
    x: timeAxis(domainOf(periods)),
    y: {
      label: null,
      grid: true,
      ticks: 5,
      tickFormat: (value: number) => percent(value, top < 0.1 ? 1 : 0),
      domain: [0, top],
    },
    marks: [
      Plot.ruleY([0], { stroke: COLOUR.guide }),
      Plot.ruleX(clamped, {
        x: middle,
        y1: 'lower',
        y2: 'upper',
        stroke: COLOUR.positive,
        strokeOpacity: 0.45,
        strokeWidth: 2,
      }),
      Plot.dot(known, { x: middle, y: 'share', fill: COLOUR.positive, symbol: 'diamond', r: 3.5, title: knownTip }),
      Plot.line(called, { x: middle, y: 'share', stroke: COLOUR.window, strokeWidth: 1.5 }),
      Plot.dot(called, { x: middle, y: 'share', fill: COLOUR.window, r: 2.5, title: calledTip }),
    ],
  });
}

function knownTip({ from, actualPositives, labels, share }: TrafficPeriod & { share: number }): string {
  return `${minute(from)}: ${count(actualPositives)} of ${count(labels)} labelled are positive (${percent(share, 2)})`;
}

function calledTip({ from, positive, scored, share }: TrafficPeriod & { share: number }): string {
  return `${minute(from)}: ${count(positive)} of ${count(scored)} called positive (${percent(share, 2)})`;
}

function domainOf(periods: readonly TrafficPeriod[]): [Date, Date] {
  return [new Date(periods[0]?.from ?? 0), new Date(periods.at(-1)?.to ?? 0)];
}

const start = ({ from }: Period): Date => new Date(from);
const end = ({ to }: Period): Date => new Date(to);
const middle = ({ from, to }: Period): Date => new Date((from + to) / 2);
