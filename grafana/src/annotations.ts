import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { MARKS } from './colours.js';
import { DATASOURCE } from './panels/index.js';
import { JOB } from './selectors.js';

const DEPLOYED = 'ml_model_last_deployment_timestamp_seconds';

/** What changed the model, on every graph. */
export function annotations(): grafana.AnnotationQuery[] {
  return [
    annotation('Deployments', MARKS.deployment, 'kind', `${DEPLOYED}{${JOB}, kind=~"deploy|activate|threshold"}`),
    annotation('Rollbacks', MARKS.rollback, 'kind', `${DEPLOYED}{${JOB}, kind="rollback"}`),
    annotation(
      'Retrains',
      MARKS.retrain,
      'outcome',
      `ml_retraining_last_run_timestamp_seconds{${JOB}, outcome!="skipped"}`,
    ),
  ];
}

/**
 * Marks the times that a gauge of a time has held within the range shown. The value is the time, so that a mark is where
 * the thing happened, at every step and however many replicas tell of it, old ones and joining ones. Two of a kind
 * between two points of the query are one mark: the later.
 */
function annotation(name: string, colour: string, label: string, series: string): grafana.AnnotationQuery {
  const built = new grafana.AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(colour)
    .expr(`max by (${label}) (${series}) * 1000 >= \${__from}`)
    .useValueForTime(true)
    .step('60s')
    .titleFormat(name)
    .textFormat(`{{${label}}}`)
    .tagKeys(label)
    .build();
  // The SDK hides the switches of annotations in a menu; they belong where people see them.
  delete built.placement;
  return built;
}
