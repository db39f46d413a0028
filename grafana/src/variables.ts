import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './panels/index.js';

/** Where the service listens when nobody says otherwise: links to runbooks begin with it. */
const SERVICE_URL = 'http://127.0.0.1:8000';

const SERIES = {
  version: ['Version', 'label_values(ml_model_info{job="$job"}, model_version)'],
  feature: ['Feature', 'label_values(ml_feature_out_of_range_total{job="$job"}, feature_name)'],
  numeric: ['Numeric feature', 'label_values(ml_feature_distribution_count{job="$job"}, feature)'],
  segment: ['Segment', 'label_values(ml_segment_labelled_predictions{job="$job"}, segment)'],
} as const;

export type VariableName = keyof typeof SERIES;

/* eslint-disable @typescript-eslint/no-deprecated -- The schema of dashboards v1 is the one that Grafana 11, 12 and 13 load. */
/** The variables of every dashboard, with those of one between them. */
export function variables(names: readonly VariableName[]): Parameters<grafana.DashboardBuilder['variables']>[0] {
  return [
    new grafana.DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
    new grafana.QueryVariableBuilder('job')
      .label('Service')
      .datasource(DATASOURCE)
      .query('label_values(up{job=~"homeostat.*"}, job)')
      .current({ text: 'homeostat', value: 'homeostat' })
      .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
      .sort(grafana.VariableSort.AlphabeticalAsc),
    ...names.map((name) => seriesVariable(name)),
    new grafana.TextBoxVariableBuilder('service_url').label('Service URL').defaultValue(SERVICE_URL),
  ];
}

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
/* eslint-enable @typescript-eslint/no-deprecated */
