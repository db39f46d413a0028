import { marked } from 'marked';
import { markup, Markup } from '../../../src/report/page/markup.js';
import type { PanelFile } from '../dashboard-file.js';
import { legendOf, type Queries, type Series } from '../queries.js';
import { colour, formatted, mapping, thresholdColour } from './format.js';
import type { Canvas, Mark, Named } from './canvas.js';
import { drawHeatmap, drawStates } from './cells.js';
import { drawPie } from './pie.js';
import { legend } from './styles.js';
import { drawTable } from './table.js';
import { drawSparkline, drawTimeseries } from './timeseries.js';

const HEADER = 26;
const LEGEND = 20;

/** A panel's place on the page in pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Asks what a panel asks, and draws the answer. `values` are those of the variables that it is repeated by. */
export async function drawPanel(
  panel: PanelFile,
  queries: Queries,
  marks: readonly Mark[],
  box: Box,
  values: Readonly<Record<string, string>> = {},
): Promise<Markup> {
  if (panel.type === 'text') return new Markup(marked.parse(panel.options?.content ?? '', { async: false }));
  const answers = await Promise.all(
    (panel.targets ?? []).map(async ({ refId, expr, instant, legendFormat }) => {
      const series = await (instant ? queries.now(expr, values) : queries.overRange(expr, panel.maxDataPoints, values));
      return { refId, legendFormat, series };
    }),
  );
  if (answers.every(({ series }) => series.length === 0)) {
    return markup`<p class="nothing">${panel.fieldConfig?.defaults.noValue ?? 'No data'}</p>`;
  }
  if (panel.type === 'table') return drawTable(panel, answers);
  const series = answers
    .flatMap(({ series: its, legendFormat }) => its.map((one) => named(one, legendFormat)))
    .filter(({ points }) => points.length > 0);
  const canvas: Canvas = {
    width: box.width - 12,
    height: box.height - HEADER - 4,
    range: queries.range,
    step: queries.stepOf(panel.maxDataPoints),
    marks,
  };
  switch (panel.type) {
    case 'stat':
      return drawStat(panel, series, canvas);
    case 'timeseries': {
      const names = legend(panel, series);
      const lines = Math.min(3, Math.ceil(textWidth(names) / canvas.width));
      const plot = drawTimeseries(panel, series, { ...canvas, height: canvas.height - lines * LEGEND });
      return markup`${plot}<p class="legend">${names.map((one) => swatch(one))}</p>`;
    }
    case 'state-timeline':
    case 'status-history':
      return drawStates(panel, series, canvas);
    case 'heatmap':
      return drawHeatmap(panel, series, canvas);
    case 'piechart': {
      const names = legend(panel, series);
      const pie = drawPie(panel, series, Math.min(canvas.width, canvas.height - LEGEND));
      return markup`<div class="centred">${pie}</div><p class="legend">${names.map((one) => swatch(one))}</p>`;
    }
    default:
      throw new Error(`the preview draws no ${panel.type}: ${panel.title}`);
  }
}

function named({ labels, points }: Series, legendFormat: string | undefined): Named {
  return { name: legendOf(legendFormat, labels), points };
}

const textWidth = (names: readonly { name: string }[]): number =>
  names.reduce((sum, { name }) => sum + 28 + name.length * 6.2, 0);

function swatch({ name, colour: fill }: { name: string; colour: string }): Markup {
  return markup`<span><i style="background:${fill}"></i>${name}</span>`;
}

function drawStat(panel: PanelFile, series: readonly Named[], canvas: Canvas): Markup {
  const { thresholds, unit, decimals, mappings } = panel.fieldConfig?.defaults ?? {};
  const figures = series.map(({ name, points }) => {
    const value = points.at(-1)?.[1] ?? NaN;
    const mapped = mapping(mappings, value);
    const shown = panel.options?.textMode === 'name' ? name : (mapped?.text ?? formatted(value, unit, decimals));
    const fill = mapped ? colour(mapped.color) : thresholdColour(value, thresholds?.steps ?? []);
    const graph =
      panel.options?.graphMode === 'area'
        ? drawSparkline(points, fill, canvas.width, Math.max(20, canvas.height - 52))
        : '';
    return markup`<div class="figure" style="color:${fill}">${shown}</div>${graph}`;
  });
  return markup`${figures}`;
}
