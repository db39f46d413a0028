import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmaps from '@grafana/grafana-foundation-sdk/heatmap';
import * as pies from '@grafana/grafana-foundation-sdk/piechart';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stats from '@grafana/grafana-foundation-sdk/stat';
import * as timelines from '@grafana/grafana-foundation-sdk/statetimeline';
import * as histories from '@grafana/grafana-foundation-sdk/statushistory';
import * as tables from '@grafana/grafana-foundation-sdk/table';
import * as texts from '@grafana/grafana-foundation-sdk/text';
import * as lines from '@grafana/grafana-foundation-sdk/timeseries';

/** The data source that the reader picked. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** The value from which a colour holds; the first has none below it. */
export type Threshold = readonly [from: number | null, colour: string];

export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

/** A panel that has not been given its place yet. */
export interface Panel {
  readonly kind: string;
  readonly title: string;
  /** What is drawn, in a sentence or two. */
  readonly shows: string;
  /** What to look for, and what to do when it looks bad. */
  readonly act: string;
  /** Alerts whose runbooks help. */
  readonly runbooks: readonly string[];
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  /** In rows of the grid, 30 pixels each. */
  readonly height: number;
  readonly build: (id: number, gridPos: grafana.GridPos) => Builder<grafana.Panel>;
}

interface Text {
  readonly title: string;
  readonly shows: string;
  readonly act: string;
  readonly runbooks?: readonly string[];
  readonly width: number;
  readonly height?: number;
}

interface Drawn extends Text {
  readonly unit: string;
  readonly queries: readonly Query[];
  readonly decimals?: number;
  readonly thresholds?: readonly Threshold[];
  readonly mappings?: Readonly<Record<string, { text: string; color: string }>>;
  /** What stands there when nothing comes back. */
  readonly noValue?: string;
}

/** What the SDK's panel builders have in common. */
interface PanelBuilder extends Builder<grafana.Panel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: typeof DATASOURCE): this;
  gridPos(gridPos: grafana.GridPos): this;
  links(links: Builder<grafana.DashboardLink>[]): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  noValue(text: string): this;
  thresholds(thresholds: Builder<grafana.ThresholdsConfig>): this;
  mappings(mappings: grafana.ValueMapping[]): this;
  targets(targets: Builder<ReturnType<DataqueryBuilder['build']>>[]): this;
}

type QueryForm = (query: DataqueryBuilder) => DataqueryBuilder;

function drawn(
  kind: string,
  panel: Drawn,
  defaultHeight: number,
  newBuilder: () => PanelBuilder,
  form: QueryForm = (query) => query.range(),
): Panel {
  return {
    ...panel,
    kind,
    runbooks: panel.runbooks ?? [],
    height: panel.height ?? defaultHeight,
    build: (id, gridPos) => {
      const builder = newBuilder();
      place(builder, panel, id, gridPos);
      builder
        .datasource(DATASOURCE)
        .unit(panel.unit)
        .targets(panel.queries.map((query, index) => form(target(query, index))));
      if (panel.decimals !== undefined) builder.decimals(panel.decimals);
      if (panel.noValue !== undefined) builder.noValue(panel.noValue);
      builder.thresholds(thresholds(panel.thresholds ?? [[null, 'blue']]));
      if (panel.mappings) builder.mappings([{ type: grafana.MappingType.ValueToText, options: panel.mappings }]);
      return builder;
    },
  };
}

type PlaceBuilder = Pick<PanelBuilder, 'id' | 'title' | 'description' | 'gridPos' | 'links'>;

/** Gives a panel its place and its words. */
function place(
  builder: PlaceBuilder,
  { title, shows, act, runbooks = [] }: Text,
  id: number,
  gridPos: grafana.GridPos,
): void {
  const links = runbooks.map((alert) =>
    new grafana.DashboardLinkBuilder(`Runbook: ${alert}`)
      .type(grafana.DashboardLinkType.Link)
      .url('${service_url}/runbooks/' + alert)
      .targetBlank(true),
  );
  builder.id(id).title(title).description(`${shows}\n\n${act}`).gridPos(gridPos).links(links);
}

function target({ expr, legend }: Query, index: number): DataqueryBuilder {
  const refId = String.fromCharCode('A'.charCodeAt(0) + index);
  return new DataqueryBuilder()
    .datasource(DATASOURCE)
    .refId(refId)
    .expr(expr.replaceAll(/\s+/g, ' ').trim())
    .legendFormat(legend ?? '');
}

function thresholds(steps: readonly Threshold[]): grafana.ThresholdsConfigBuilder {
  return new grafana.ThresholdsConfigBuilder()
    .mode(grafana.ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]) => ({ value, color })));
}

export interface LineStyle {
  readonly color: string;
  readonly dashed?: boolean;
  /** The series down to which the space is filled. */
  readonly fillTo?: string;
}

/** Lines over time. Thresholds are drawn as dashed lines. */
export function timeseries(
  panel: Drawn & {
    min?: number;
    max?: number;
    stacked?: boolean;
    /** By the name of the series. */
    styles?: Readonly<Record<string, LineStyle>>;
  },
): Panel {
  return drawn('timeseries', panel, 8, () => {
    const builder = new lines.PanelBuilder()
      .lineWidth(2)
      .fillOpacity(panel.stacked ? 40 : 0)
      .showPoints(common.VisibilityMode.Never)
      .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi))
      .legend(
        new common.VizLegendOptionsBuilder()
          .displayMode(common.LegendDisplayMode.List)
          .placement(common.LegendPlacement.Bottom)
          .showLegend(true)
          .calcs([]),
      )
      .thresholdsStyle(
        new common.GraphThresholdsStyleConfigBuilder().mode(
          panel.thresholds ? common.GraphThresholdsStyleMode.Dashed : common.GraphThresholdsStyleMode.Off,
        ),
      );
    if (panel.min !== undefined) builder.min(panel.min);
    if (panel.max !== undefined) builder.max(panel.max);
    if (panel.stacked) builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
    for (const [name, style] of Object.entries(panel.styles ?? {})) builder.overrideByName(name, properties(style));
    return builder;
  });
}

function properties({ color, dashed, fillTo }: LineStyle): grafana.DynamicConfigValue[] {
  return [
    { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    ...(dashed ? [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } }] : []),
    ...(fillTo === undefined
      ? []
      : [
          { id: 'custom.fillBelowTo', value: fillTo },
          { id: 'custom.fillOpacity', value: 15 },
        ]),
  ];
}

/** One figure a series, coloured by its thresholds. */
export function stat(panel: Drawn & { graph?: boolean; named?: boolean }): Panel {
  return drawn(
    'stat',
    panel,
    4,
    () =>
      new stats.PanelBuilder()
        .colorMode(common.BigValueColorMode.Value)
        .graphMode(panel.graph ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
        .textMode(panel.named ? common.BigValueTextMode.Name : common.BigValueTextMode.Auto)
        .reduceOptions(lastValue()),
    // The small graph needs the range; a name or a figure alone is asked for at its end.
    (query) => (panel.graph ? query.range() : query.instant()),
  );
}

const lastValue = (): common.ReduceDataOptionsBuilder =>
  new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);

/** Rows of states over time, such as which version answers. */
export function stateTimeline(panel: Drawn): Panel {
  return drawn('state-timeline', panel, 6, () =>
    new timelines.PanelBuilder()
      .mergeValues(true)
      .showValue(common.VisibilityMode.Never)
      .rowHeight(0.8)
      .colorScheme(byThreshold())
      .legend(new common.VizLegendOptionsBuilder().showLegend(false)),
  );
}

/** A cell for each series and time, coloured by thresholds: many series at a glance. */
export function statusHistory(panel: Drawn): Panel {
  return drawn('status-history', panel, 14, () =>
    new histories.PanelBuilder()
      .maxDataPoints(48)
      .showValue(common.VisibilityMode.Never)
      .rowHeight(0.9)
      .colorScheme(byThreshold())
      .legend(new common.VizLegendOptionsBuilder().showLegend(false)),
  );
}

const byThreshold = (): grafana.FieldColorBuilder =>
  new grafana.FieldColorBuilder().mode(grafana.FieldColorModeId.Thresholds);

/** Counts by bucket of a histogram over time. */
export function heatmap(panel: Drawn & { axis: string; repeatBy?: string }): Panel {
  return drawn(
    'heatmap',
    panel,
    8,
    () => {
      const builder = new heatmaps.PanelBuilder()
        .calculate(false)
        .maxDataPoints(96)
        .color(
          new heatmaps.HeatmapColorOptionsBuilder()
            .mode(heatmaps.HeatmapColorMode.Scheme)
            .scheme('Blues')
            .steps(32)
            .reverse(false),
        )
        .yAxis(new heatmaps.YAxisConfigBuilder().unit(panel.axis).axisPlacement(common.AxisPlacement.Left))
        .hideLegend();
      if (panel.repeatBy !== undefined) builder.repeat(panel.repeatBy).repeatDirection('h').maxPerRow(4);
      return builder;
    },
    (query) => query.range().format(PromQueryFormat.Heatmap),
  );
}

/** Shares of a whole. */
export function pie(panel: Drawn): Panel {
  return drawn(
    'piechart',
    panel,
    8,
    () =>
      new pies.PanelBuilder()
        .pieType(pies.PieChartType.Donut)
        .displayLabels([pies.PieChartLabels.Percent])
        .reduceOptions(lastValue())
        .legend(
          new pies.PieChartLegendOptionsBuilder()
            .displayMode(common.LegendDisplayMode.List)
            .placement(common.LegendPlacement.Bottom)
            .showLegend(true)
            .values([]),
        ),
    (query) => query.instant(),
  );
}

export interface Column {
  /** The label that it shows, or Value for the figure of the first query, `Value #B` for that of the second, ... */
  readonly of: string;
  readonly title: string;
  readonly unit?: string;
  readonly thresholds?: readonly Threshold[];
  /** Where a click leads; `${__value.raw}` is the cell. */
  readonly url?: string;
}

/** The series of now as rows: the columns named, and no other. */
export function table(panel: Drawn & { columns: readonly Column[]; sortBy?: string }): Panel {
  const several = panel.queries.length > 1;
  return drawn(
    'table',
    panel,
    8,
    () => {
      const builder = new tables.PanelBuilder().cellHeight(common.TableCellHeight.Sm);
      if (several) builder.withTransformation({ id: 'merge', options: {} });
      builder.withTransformation({
        id: 'filterFieldsByName',
        options: { include: { names: panel.columns.map(({ of }) => of) } },
      });
      builder.withTransformation({
        id: 'organize',
        options: {
          indexByName: Object.fromEntries(panel.columns.map(({ of }, index) => [of, index])),
          renameByName: Object.fromEntries(panel.columns.map(({ of, title }) => [of, title])),
        },
      });
      for (const column of panel.columns) builder.overrideByName(column.title, columnProperties(column));
      if (panel.sortBy !== undefined) {
        builder.sortBy([new common.TableSortByFieldStateBuilder().displayName(panel.sortBy).desc(true)]);
      }
      return builder;
    },
    (query) => query.instant().format(PromQueryFormat.Table),
  );
}

function columnProperties({ unit, thresholds: steps, url, title }: Column): grafana.DynamicConfigValue[] {
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(steps
      ? [
          { id: 'thresholds', value: { mode: 'absolute', steps: steps.map(([value, color]) => ({ value, color })) } },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ]
      : []),
    ...(url === undefined ? [] : [{ id: 'links', value: [{ title: `Open ${title}`, url, targetBlank: true }] }]),
  ];
}

/** A note in Markdown. */
export function note(panel: Text & { content: string }): Panel {
  return {
    ...panel,
    kind: 'text',
    runbooks: panel.runbooks ?? [],
    queries: [],
    height: panel.height ?? 8,
    build: (id, gridPos) => {
      const builder = new texts.PanelBuilder().mode(texts.TextMode.Markdown).content(panel.content);
      place(builder, panel, id, gridPos);
      return builder;
    },
  };
}
