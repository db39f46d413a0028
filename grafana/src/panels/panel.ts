import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { NEUTRAL } from '../colours.js';
import type { States, Threshold } from '../thresholds.js';

/** The data source that the reader picked. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

/** A panel that has not been given its place yet. */
export interface Panel {
  readonly title: string;
  /** What is drawn, in a sentence or two. */
  readonly shows: string;
  /** What to look for, and what to do when it looks bad. */
  readonly act: string;
  /** Of 24 columns. */
  readonly width: number;
  /** In rows of the grid, 30 pixels each. */
  readonly height: number;
  readonly build: (id: number, gridPos: grafana.GridPos) => Builder<grafana.Panel>;
}

export interface Text {
  readonly title: string;
  readonly shows: string;
  readonly act: string;
  /** Alerts whose runbooks help. */
  readonly runbooks?: readonly string[];
  readonly width: number;
  readonly height?: number;
}

export interface Drawn extends Text {
  readonly unit: string;
  readonly queries: readonly Query[];
  readonly decimals?: number;
  readonly thresholds?: readonly Threshold[];
  readonly mappings?: States;
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

/** A panel that asks Prometheus. */
export function drawn(
  panel: Drawn,
  defaultHeight: number,
  newBuilder: () => PanelBuilder,
  form: QueryForm = (query) => query.range(),
): Panel {
  return {
    ...panel,
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
      builder.thresholds(thresholds(panel.thresholds ?? [[null, NEUTRAL]]));
      if (panel.mappings) builder.mappings([{ type: grafana.MappingType.ValueToText, options: panel.mappings }]);
      return builder;
    },
  };
}

/** Gives a panel its place and its words. */
export function place(
  builder: Pick<PanelBuilder, 'id' | 'title' | 'description' | 'gridPos' | 'links'>,
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
