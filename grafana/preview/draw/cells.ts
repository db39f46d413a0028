import * as Plot from '@observablehq/plot';
import type { Markup } from '../../../src/report/page/markup.js';
import { drawPlot } from '../../../src/report/plots/draw-plot.js';
import type { PanelFile } from '../dashboard-file.js';
import { AXIS_LEFT, type Canvas, markLines, type Named, timeScale } from './canvas.js';
import { colour, formatted, mapping, thresholdColour } from './format.js';

/** A letter of a row's name in pixels, about. */
const LETTER = 6.5;

/** Rows of coloured cells: state timelines and status histories. */
export function drawStates(panel: PanelFile, series: readonly Named[], canvas: Canvas): Markup {
  const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
  const cells = series.flatMap(({ name, points }) =>
    points.map(([at, value]) => ({
      name,
      from: new Date(at * 1_000),
      to: new Date((at + canvas.step) * 1_000),
      fill: colour(mapping(panel.fieldConfig?.defaults.mappings, value)?.color ?? thresholdColour(value, steps)),
    })),
  );
  return drawPlot(panel.title, {
    width: canvas.width,
    height: canvas.height,
    marginLeft: 14 + LETTER * Math.max(...series.map(({ name }) => name.length)),
    marginRight: 20,
    marginTop: 6,
    marginBottom: 22,
    x: { ...timeScale(canvas.range), clamp: true },
    y: { label: null, type: 'band', padding: 0.15, domain: series.map(({ name }) => name), tickSize: 0 },
    marks: [
      Plot.rect(cells, {
        x1: 'from',
        x2: 'to',
        y: 'name',
        fill: 'fill',
        stroke: 'none',
        strokeWidth: 0,
      }),
      ...markLines(canvas),
    ],
  });
}

/** Counts by bucket over time, from cumulative series named by their upper bounds. */
export function drawHeatmap(panel: PanelFile, series: readonly Named[], canvas: Canvas): Markup {
  const unit = panel.options?.yAxis?.unit;
  const bounds = series.map(({ name, points }) => ({ bound: Number(name.replace('+Inf', 'Infinity')), points }));
  bounds.sort((a, b) => a.bound - b.bound);
  const shown = bounds.map(({ bound }) => (bound === Infinity ? 'more' : formatted(bound, unit)));
  const cells = bounds.flatMap(({ points }, place) => {
    const below = new Map(bounds[place - 1]?.points);
    return points
      .map(([at, count]) => ({
        bound: shown[place],
        from: new Date((at - canvas.step) * 1_000),
        to: new Date(at * 1_000),
        count: Math.max(0, count - (below.get(at) ?? 0)),
      }))
      .filter(({ count }) => count > 0.001);
  });
  const greatest = Math.max(...cells.map(({ count }) => count));
  const full = new Set(cells.map(({ bound }) => bound));
  const first = shown.findIndex((bound) => full.has(bound));
  const last = shown.findLastIndex((bound) => full.has(bound));
  return drawPlot(panel.title, {
    width: canvas.width,
    height: canvas.height,
    marginLeft: AXIS_LEFT,
    marginRight: 20,
    marginTop: 6,
    marginBottom: 22,
    x: { ...timeScale(canvas.range), clamp: true },
    y: { label: null, type: 'band', padding: 0.02, domain: shown.slice(first, last + 1).reverse() },
    color: { scheme: 'blues', clamp: true, domain: [0, panel.options?.color?.max ?? greatest] },
    marks: [Plot.rect(cells, { x1: 'from', x2: 'to', y: 'bound', fill: 'count', inset: 0 }), ...markLines(canvas)],
  });
}
