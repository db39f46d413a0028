import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';

interface Metric {
  name: string;
  meaning: string;
  /** When there is no sample; undefined where there always is one. */
  absent: string | undefined;
  type: string;
  labelNames: readonly string[];
}

const UNITS: [RegExp, string][] = [
  [/_seconds$/, 'seconds'],
  [/_usd_total$|_cost$/, 'currency units'],
  [/_per_second$/, 'per second'],
  [/_total$|_pending$|_episodes$/, 'count'],
  [/_rows$|_predictions$/, 'rows'],
  [/_info$|_active$|_drifted$|_trusted$|_alert$|_leader$|_in_progress$|_passed$|_condition$/, '0 or 1'],
  [/^ml_(feature|prediction)_drift$/, "the statistic's own"],
  [/^ml_feature_value$/, "the feature's own; missing_ratio: ratio, 0 to 1"],
  [/^ml_feature_(mean|std|min|max)$/, "the feature's own"],
  [/^ml_retraining_gate_figure$/, 'ratio, 0 to 1; cost_per_row: currency units a row'],
  [/./, 'ratio, 0 to 1'],
];

/** docs/METRICS.md, from the metrics that a running service has registered. */
export async function metricsDocs(application: NestFastifyApplication): Promise<string> {
  const registry = application.get(Registry, { strict: false });
  const json = await registry.getMetricsAsJSON();
  const metrics: Metric[] = json
    .filter(({ name }) => !/^(process|nodejs)_/.test(name))
    .map(({ name, help, type }) => {
      const { labelNames } = registry.getSingleMetric(name) as unknown as { labelNames: readonly string[] };
      const [, meaning = help, absent] = /^(.*); absent (.*)\.$/.exec(help) ?? [];
      return { name, meaning: meaning.replace(/\.?$/, '.'), absent, type: String(type), labelNames };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '# Metrics',
    '',
    'Every metric of `/metrics`, made from the metrics that the service registers (`npm test -- -u` writes this page anew).',
    'Beside them stand the default `process_*` and `nodejs_*` metrics of prom-client.',
    '',
    'Counters and histograms count what this process did since it started: sum them over replicas. A label that is known in advance',
    'stands at 0 from the start, any other is there from its first event on. Gauges of shared facts (`ml_model_*`, `ml_segment_*`,',
    '`ml_fraud_rate*`, `ml_feature_*`, ...) are read from the store at each scrape: every replica shows the same, and a restart changes',
    'nothing. Of this process alone are `ml_model_active`, `ml_decision_threshold`, `ml_retraining_leader` and the `*_queue_rows`.',
    '',
    'Gauges of the store lag behind the log by up to two seconds, and are absent while the database can not be reached: what this',
    'process counts stays on the page. Windows are of whole hours by the time of scoring, the hour that they begin in included;',
    '`ml_fraud_rate*` and `ml_predictions_per_second` are of whole minutes.',
    '',
    'Lengths of windows, least counts and the currency are told as the `homeostat.config.yaml` of this repository sets them; the',
    '`# HELP` lines of a running service tell its own.',
    '',
    'Money is in the currency that `amount.currency` of the config names, also in the two counters whose name says `usd`.',
    '',
    'A figure that can not be told is absent, never 0: below the minimum of labels, or when its denominator is 0.',
    '',
    ...metrics.flatMap(({ name, meaning, absent, type, labelNames }) => [
      `## ${name}`,
      '',
      meaning,
      '',
      `- type: ${type}`,
      `- labels: ${labelNames.length > 0 ? labelNames.map((label) => `\`${label}\``).join(', ') : 'none'}`,
      `- unit: ${UNITS.find(([pattern]) => pattern.test(name))![1]}`,
      ...(type === 'gauge' ? [`- absent: ${absent ?? 'never'}`] : []),
      '',
    ]),
  ].join('\n');
}
