import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE, type Panel } from './panels.js';

const COLUMNS = 24;
const TAG = 'homeostat';
/** Where the service listens when nobody says otherwise: links to runbooks begin with it. */
const SERVICE_URL = 'http://127.0.0.1:8000';

export interface Section {
  readonly title: string;
  /** Panels that stand side by side. */
  readonly rows: readonly (readonly Panel[])[];
}

export interface Dashboard {
  /** Alerts link to it: it never changes. */
  readonly uid: string;
  readonly title: string;
  readonly shows: string;
  /** Variables beside those of every dashboard. */
  readonly variables: readonly VariableName[];
  readonly sections: readonly Section[];
}

const SERIES = {
  version: ['Version', 'label_values(ml_model_info{job="$job"}, model_version)'],
  feature: ['Feature', 'label_values(ml_feature_out_of_range_total{job="$job"}, feature_name)'],
  numeric: ['Numeric feature', 'label_values(ml_feature_distribution_count{job="$job"}, feature)'],
  segment: ['Segment', 'label_values(ml_segment_labelled_predictions{job="$job"}, segment)'],
} as const;

export type VariableName = keyof typeof SERIES;

/* eslint-disable @typescript-eslint/no-deprecated -- The schema of dashboards v1 is the one that Grafana 11, 12 and 13 load. */
/** The dashboard as Grafana stores it: ids by place, a row header before each section. */
export function toGrafana({ uid, title, shows, variables, sections }: Dashboard): grafana.Dashboard {
  const builder = new grafana.DashboardBuilder(`Homeostat / ${title}`)
    .uid(uid)
    .description(shows)
    .tags([TAG])
    .editable()
    .refresh('30s')
    .time({ from: 'now-24h', to: 'now' })
    .timezone('browser')
    .tooltip(grafana.DashboardCursorSync.Crosshair)
    .link(
      new grafana.DashboardLinkBuilder('Homeostat')
        .type(grafana.DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(false)
        .keepTime(true)
        .includeVars(true),
    )
    .link(
      new grafana.DashboardLinkBuilder('Runbooks')
        .type(grafana.DashboardLinkType.Link)
        .url('${service_url}/runbooks')
        .targetBlank(true),
    )
    .variables([
      new grafana.DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
      new grafana.QueryVariableBuilder('job')
        .label('Service')
        .datasource(DATASOURCE)
        .query('label_values(up{job=~"homeostat.*"}, job)')
        .current({ text: 'homeostat', value: 'homeostat' })
        .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
        .sort(grafana.VariableSort.AlphabeticalAsc),
      ...variables.map((name) => seriesVariable(name)),
      new grafana.TextBoxVariableBuilder('service_url').label('Service URL').defaultValue(SERVICE_URL),
    ]);
  for (const annotation of annotations()) builder.annotation(annotation);
  let id = 0;
  let y = 0;
  for (const section of sections) {
    builder.withRow(
      new grafana.RowBuilder(section.title)
        .id((id += 1))
        .gridPos({ x: 0, y, w: COLUMNS, h: 1 })
        .collapsed(false),
    );
    y += 1;
    for (const row of section.rows) {
      let x = 0;
      for (const panel of row) {
        builder.withPanel(panel.build((id += 1), { x, y, w: panel.width, h: panel.height }));
        x += panel.width;
      }
      y += Math.max(...row.map(({ height }) => height));
    }
  }
  const built = builder.build();
  // The SDK puts links into a menu of the controls; they belong where people see them.
  for (const link of built.links ?? []) delete (link as { placement?: unknown }).placement;
  return built;
}
/* eslint-enable @typescript-eslint/no-deprecated */

function seriesVariable(name: VariableName): grafana.QueryVariableBuilder {
  const [label, query] = SERIES[name];
  return new grafana.QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
    .sort(grafana.VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: ['All'], value: ['$__all'] });
}

/** What changed the model, on every graph. */
function annotations(): grafana.AnnotationQueryBuilder[] {
  const DEPLOYMENT = 'ml_model_last_deployment_timestamp_seconds';
  return [
    annotation('Deployments', 'blue', `${DEPLOYMENT}{job="$job", kind=~"deploy|activate|threshold"}`, 'kind'),
    annotation('Rollbacks', 'red', `${DEPLOYMENT}{job="$job", kind="rollback"}`, 'kind'),
    annotation(
      'Retrains',
      'purple',
      'ml_retraining_last_run_timestamp_seconds{job="$job", outcome!="skipped"}',
      'outcome',
    ),
  ];
}

/**
 * Marks where a timestamp moved, and where one came up for the first time: changes() sees no first sample. A series that
 * comes back after a gap is not new when what it tells of is more than an hour old.
 */
function annotation(name: string, colour: string, series: string, label: string): grafana.AnnotationQueryBuilder {
  const expr =
    `max by (${label}) (changes(${series}[$__rate_interval])) > 0` +
    ` or max by (${label}) ((${series} > time() - 3600) unless (${series} offset $__rate_interval))`;
  return new grafana.AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(colour)
    .expr(expr)
    .step('60s')
    .titleFormat(name)
    .textFormat(`{{${label}}}`)
    .tagKeys(label);
}
