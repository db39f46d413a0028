import { markup, Markup } from '../../src/report/page/markup.js';
import type { DashboardFile, PanelFile } from './dashboard-file.js';
import { colour } from './draw/format.js';
import { drawPanel } from './draw/panel.js';
import type { Mark } from './draw/canvas.js';
import type { Queries } from './queries.js';

/** What Grafana leaves of a laptop's 1440 pixels. */
export const PAGE_WIDTH = 1_440;
const MARGIN = 8;
const ROW_HEIGHT = 38;
const GAP = 8;
const COLUMNS = 24;
const TITLE_HEIGHT = 44;
/** Of a panel repeated for each feature, as many as fill a row. */
const REPEATS = 4;

const STYLE = `*{box-sizing:border-box}body{margin:0;background:#f4f5f5;color:#24292e;font:12px Inter,'Helvetica Neue',Arial,sans-serif;position:relative}
h1{font-size:18px;margin:0;padding:12px ${MARGIN}px}h2{font-size:14px;margin:0;padding-top:12px;position:absolute}
section{position:absolute;background:#fff;border:1px solid #dcdee0;border-radius:2px;overflow:hidden;padding:2px 6px}
h3{font-size:12.5px;font-weight:600;margin:3px 0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.figure{font-size:26px;font-weight:600;line-height:48px;text-align:center;white-space:nowrap}.nothing{color:#777;text-align:center;padding-top:8px;margin:0;font-size:14px}
.legend{margin:0;line-height:20px;max-height:60px;overflow:hidden}.legend span{margin-right:12px;white-space:nowrap}.legend i{display:inline-block;width:12px;height:3px;margin-right:5px;vertical-align:middle}
.centred{text-align:center}.pie text{fill:#fff;font-weight:600;text-anchor:middle;dominant-baseline:middle}
table{border-collapse:collapse;width:100%}td,th{text-align:left;border-bottom:1px solid #eee;padding:3px 6px}.number{text-align:right;font-variant-numeric:tabular-nums}
ol{padding-left:18px}li{margin-bottom:5px}code{background:#f0f0f0;padding:0 3px}`;

export interface Page {
  readonly html: string;
  readonly height: number;
}

/** A dashboard as one page that needs neither network nor script. */
export async function dashboardPage({ title, panels, annotations }: DashboardFile, queries: Queries): Promise<Page> {
  const marks = await marksOf(annotations.list, queries);
  const repeated = await Promise.all(panels.map((panel) => copies(panel, queries)));
  const placed = repeated.flat();
  const drawn = await Promise.all(placed.map((one) => drawPlaced(one, queries, marks)));
  const height =
    TITLE_HEIGHT + Math.max(...placed.map(({ panel }) => panel.gridPos.y + panel.gridPos.h)) * ROW_HEIGHT + MARGIN;
  const html = markup`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${new Markup(STYLE)}</style></head><body style="height:${height}px"><h1>${title}</h1>${drawn}</body></html>`;
  return { html: html.text, height };
}

interface Placed {
  readonly panel: PanelFile;
  readonly values: Readonly<Record<string, string>>;
}

/** A panel that is repeated by a variable, side by side as Grafana does it. */
async function copies(panel: PanelFile, queries: Queries): Promise<Placed[]> {
  if (panel.repeat === undefined) return [{ panel, values: {} }];
  const { repeat, maxPerRow = 4, gridPos } = panel;
  const features = await queries.labelValues('ml_feature_distribution_count', 'feature');
  return features.slice(0, REPEATS).map((value, place) => ({
    panel: {
      ...panel,
      title: panel.title.replace(`$${repeat}`, value),
      gridPos: {
        ...gridPos,
        w: COLUMNS / maxPerRow,
        x: (place % maxPerRow) * (COLUMNS / maxPerRow),
        y: gridPos.y + Math.floor(place / maxPerRow) * gridPos.h,
      },
    },
    values: { [repeat]: value },
  }));
}

/** The times that the answers hold: each once, though every point of the range tells of it. */
async function marksOf(list: DashboardFile['annotations']['list'], queries: Queries): Promise<Mark[]> {
  const found = list.map(async ({ expr, iconColor }) => {
    const times = (await queries.overRange(expr)).flatMap(({ points }) => points.map(([, value]) => value / 1_000));
    return [...new Set(times)].map((at) => ({ at, colour: colour(iconColor) }));
  });
  return (await Promise.all(found)).flat();
}

async function drawPlaced({ panel, values }: Placed, queries: Queries, marks: readonly Mark[]): Promise<Markup> {
  const { x, y, w, h } = panel.gridPos;
  const column = (PAGE_WIDTH - 2 * MARGIN + GAP) / COLUMNS;
  const box = { width: w * column - GAP, height: h * ROW_HEIGHT - GAP };
  const [left, top] = [MARGIN + x * column, TITLE_HEIGHT + y * ROW_HEIGHT];
  if (panel.type === 'row') return markup`<h2 style="left:${left}px;top:${top}px">${panel.title}</h2>`;
  const content = await drawPanel(panel, queries, marks, box, values);
  return markup`<section style="left:${left}px;top:${top}px;width:${box.width}px;height:${box.height}px"><h3>${panel.title}</h3>${content}</section>`;
}
