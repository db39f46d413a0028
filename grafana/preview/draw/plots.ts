import * as Plot from '@observablehq/plot';
import { Markup } from '../../../src/report/page/markup.js';
import { drawPlot } from '../../../src/report/plots/draw-plot.js';
import type { PanelFile } from '../dashboard-file.js';
import type { Range } from '../queries.js';
import { colour, formatted, mapping, paletteColour, thresholdColour, tickUnit } from './format.js';

type Defaults = NonNullable<PanelFile['fieldConfig']>['defaults'];

/** A series with the name that the legend gives it. */
export interface Named {
  readonly name: string;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** An event marked on graphs. */
export interface Mark {
  readonly at: number;
  readonly colour: string;
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly range: Range;
  /** Seconds between points; a longer gap breaks a line. */
  readonly step: number;
  readonly marks: readonly Mark[];
}

const AXIS_LEFT = 58;
const LABELS_LEFT = 175;

function timeScale({ start, end }: Range): Plot.ScaleOptions {
  return {
    type: 'utc',
    domain: [new Date(start * 1_000), new Date(end * 1_000)],
    label: null,
    ticks: 5,
    tickFormat: '%H:%M',
  };
}

function markLines({ marks }: Canvas): Plot.Markish[] {
  return marks.map(({ at, colour: stroke }) => Plot.ruleX([new Date(at * 1_000)], { stroke, strokeDasharray: '3,3' }));
}

interface Style {
  readonly stroke: string;
  readonly dashed: boolean;
  readonly fillTo: string | undefined;
}

function styleOf(panel: PanelFile, name: string, place: number): Style {
  const properties = panel.fieldConfig?.overrides.find(({ matcher }) => matcher.options === name)?.properties ?? [];
  const value = (id: string): unknown => properties.find((property) => property.id === id)?.value;
  const fixed = value('color') as { fixedColor: string } | undefined;
  return {
    stroke: fixed ? colour(fixed.fixedColor) : paletteColour(place),
    dashed: value('custom.lineStyle') !== undefined,
    fillTo: value('custom.fillBelowTo') as string | undefined,
  };
}

/** The legend of a graph: names with their colours. */
export function legend(panel: PanelFile, series: readonly Named[]): { name: string; colour: string }[] {
  return series.map(({ name }, place) => ({ name, colour: styleOf(panel, name, place).stroke }));
}

export function drawTimeseries(panel: PanelFile, series: readonly Named[], canvas: Canvas): Markup {
  const defaults: Defaults = panel.fieldConfig?.defaults ?? {};
  const stacked = defaults.custom?.stacking?.mode === 'normal';
  const rows = series.flatMap(({ name, points }, place) => {
    const { stroke, dashed } = styleOf(panel, name, place);
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
  return series.flatMap(({ name, points }, place) => {
    const { stroke, fillTo } = styleOf(panel, name, place);
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

/** Rows of coloured cells: state timelines and status histories. */
export function drawStates(panel: PanelFile, series: readonly Named[], canvas: Canvas): Markup {
  const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
  const cells = series.flatMap(({ name, points }) =>
    points.map(([at, value]) => ({
      name,
      from: new Date(at * 1_000),
      to: new Date((at + canvas.step) * 1_000),
      fill: colour(mapping(panel, value)?.color ?? thresholdColour(value, steps)),
    })),
  );
  return drawPlot(panel.title, {
    width: canvas.width,
    height: canvas.height,
    marginLeft: LABELS_LEFT,
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
    color: { scheme: 'blues', domain: [0, Math.max(...cells.map(({ count }) => count))] },
    marks: [Plot.rect(cells, { x1: 'from', x2: 'to', y: 'bound', fill: 'count', inset: 0 }), ...markLines(canvas)],
  });
}

/** Shares of a whole as a ring. */
export function drawPie(series: readonly Named[], size: number): Markup {
  const total = series.reduce((sum, { points }) => sum + (points.at(-1)?.[1] ?? 0), 0);
  let from = 0;
  const [outer, inner, middle] = [size / 2 - 2, size / 3.4, size / 2];
  const at = (share: number, radius: number): string =>
    `${middle + radius * Math.sin(share * 2 * Math.PI)} ${middle - radius * Math.cos(share * 2 * Math.PI)}`;
  const parts = series.map(({ points }, place) => {
    const share = (points.at(-1)?.[1] ?? 0) / total;
    // A whole ring has no two ends to draw an arc between.
    const to = from + Math.min(share, 0.99999);
    const large = share > 0.5 ? 1 : 0;
    const path = `M${at(from, outer)}A${outer} ${outer} 0 ${large} 1 ${at(to, outer)}L${at(to, inner)}A${inner} ${inner} 0 ${large} 0 ${at(from, inner)}Z`;
    const label = `<text x="${at((from + to) / 2, (outer + inner) / 2)
      .split(' ')
      .join('" y="')}">${(share * 100).toFixed(0)} %</text>`;
    from += share;
    return `<path d="${path}" fill="${paletteColour(place)}"/>${label}`;
  });
  return new Markup(`<svg width="${size}" height="${size}" class="pie">${parts.join('')}</svg>`);
}
