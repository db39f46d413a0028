import * as Plot from '@observablehq/plot';
import type { Markup } from '../../../src/report/page/markup.js';
import { drawPlot } from '../../../src/report/plots/draw-plot.js';
import type { PanelFile } from '../dashboard-file.js';
import { AXIS_LEFT, type Canvas, markLines, type Named, timeScale } from './canvas.js';
import { colour, formatted, tickUnit } from './format.js';
import { stylesOf } from './styles.js';

type Defaults = NonNullable<PanelFile['fieldConfig']>['defaults'];

export function drawTimeseries(panel: PanelFile, series: readonly Named[], canvas: Canvas): Markup {
  const defaults: Defaults = panel.fieldConfig?.defaults ?? {};
  const stacked = defaults.custom?.stacking?.mode === 'normal';
  const styleOf = stylesOf(panel, series);
  const rows = series.flatMap(({ name, points }) => {
    const { stroke, dashed, hidden } = styleOf(name);
    if (hidden) return [];
    return withGaps(points, canvas.step).map(([at, value]) => ({
      name,
      at: new Date(at * 1_000),
      value,
      stroke,
      dashed,
    }));
  });
  const lines = { x: 'at', y: 'value', z: 'name', stroke: 'stroke', strokeWidth: 1.6 } as const;
  const drawn: Plot.Markish[] = stacked
    ? [
        Plot.areaY(
          rows.filter(({ value }) => !Number.isNaN(value)),
          { x: 'at', y: 'value', z: 'name', fill: 'stroke', fillOpacity: 0.55, order: null },
        ),
      ]
    : [
        Plot.lineY(
          rows.filter(({ dashed }) => !dashed),
          lines,
        ),
        Plot.lineY(
          rows.filter(({ dashed }) => dashed),
          { ...lines, strokeDasharray: '6,4' },
        ),
      ];
  return drawPlot(panel.title, {
    width: canvas.width,
    height: canvas.height,
    marginLeft: AXIS_LEFT,
    marginRight: 20,
    marginTop: 8,
    marginBottom: 22,
    x: timeScale(canvas.range),
    y: {
      label: null,
      grid: true,
      ticks: 4,
      nice: true,
      zero: defaults.min === 0,
      ...axisOf(rows, defaults),
    },
    marks: [...bands(panel, series), ...drawn, ...thresholdLines(panel, rows), ...markLines(canvas)],
  });
}

/** Ticks in a unit that fits the greatest value, and a domain where there is a bound or nothing but zeros. */
function axisOf(rows: readonly { value: number }[], { unit, min, max }: Defaults): Plot.ScaleOptions {
  const greatest = Math.max(0, ...rows.map(({ value }) => value).filter((value) => !Number.isNaN(value)));
  const { divisor, suffix } = tickUnit(unit, greatest);
  const domain = max !== undefined ? [min ?? 0, max] : greatest === 0 && min === 0 ? [0, 1] : undefined;
  return {
    transform: (value: number) => value / divisor,
    tickFormat: (value: number) =>
      suffix === undefined ? formatted(value, unit) : `${Number(value.toPrecision(3))} ${suffix}`,
    ...(domain && { domain: domain.map((value) => value / divisor) }),
  };
}

/** Lines of thresholds within reach of the data: Grafana widens no axis for them either. */
function thresholdLines(panel: PanelFile, rows: readonly { value: number }[]): Plot.Markish[] {
  const { thresholds, custom } = panel.fieldConfig?.defaults ?? {};
  if (custom?.thresholdsStyle?.mode !== 'dashed') return [];
  const values = rows.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return (thresholds?.steps ?? [])
    .filter(({ value }) => value !== null && value >= low && value <= high)
    .map(({ value, color }) => Plot.ruleY([value], { stroke: colour(color), strokeDasharray: '8,5' }));
}

function bands(panel: PanelFile, series: readonly Named[]): Plot.Markish[] {
  const styleOf = stylesOf(panel, series);
  return series.flatMap(({ name, points }) => {
    const { stroke, fillTo } = styleOf(name);
    const low = new Map(series.find((other) => other.name === fillTo)?.points);
    const rows = points.flatMap(([at, upper]) => {
      const lower = low.get(at);
      return lower === undefined ? [] : [{ at: new Date(at * 1_000), lower, upper }];
    });
    return rows.length === 0
      ? []
      : [Plot.areaY(rows, { x: 'at', y1: 'lower', y2: 'upper', fill: stroke, fillOpacity: 0.35 })];
  });
}

function withGaps(points: Named['points'], step: number): (readonly [number, number])[] {
  return points.flatMap((point, place) => {
    const before = points[place - 1];
    return before && point[0] - before[0] > 1.5 * step ? [[before[0] + step, NaN] as const, point] : [point];
  });
}

/** A small line without axes. */
export function drawSparkline(points: Named['points'], stroke: string, width: number, height: number): Markup {
  const rows = points.map(([at, value]) => ({ at, value }));
  return drawPlot('its course', {
    width,
    height,
    margin: 1,
    axis: null,
    marks: [
      Plot.areaY(rows, { x: 'at', y: 'value', fill: stroke, fillOpacity: 0.15 }),
      Plot.lineY(rows, { x: 'at', y: 'value', stroke, strokeWidth: 1.2 }),
    ],
  });
}
