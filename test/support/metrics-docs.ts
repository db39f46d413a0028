import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';

interface Metric {
  name: string;
  help: string;
  type: string;
  labelNames: readonly string[];
}

const UNITS: [RegExp, string][] = [
  [/_seconds$/, 'seconds'],
  [/_usd_total$/, 'currency units'],
  [/_per_second$/, 'per second'],
  [/_total$|_pending$|_episodes$/, 'count'],
  [/_rows$|_predictions$/, 'rows'],
  [/_info$|_active$|_drifted$|_trusted$|_alert$|_leader$|_in_progress$|_passed$|_condition$/, '0 or 1'],
  [/^ml_(feature|prediction)_drift$/, "the statistic's own"],
  [/^ml_feature_(value|mean|std|min|max)$/, "the feature's own"],
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
      return { name, help, type: String(type), labelNames };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '# Metrics',
    '',
    'Every metric of `/metrics`, made from the metrics that the service registers (`npm test -- -u` writes this page anew).',
    'Beside them stand the default `process_*` and `nodejs_*` metrics of prom-client.',
    '',
    'Counters and histograms count what this process did since it started. Gauges of shared facts (`ml_model_*`, `ml_segment_*`,',
    '`ml_fraud_rate*`, `ml_feature_*`, ...) are read from the store at each scrape: every replica shows the same, and a restart changes',
    'nothing. They lag behind the log by up to two seconds. Windows are of whole hours by the time of scoring, the hour that',
    'they begin in included; `ml_fraud_rate*` and `ml_predictions_per_second` are of whole minutes.',
    '',
    'Money is in the currency that `amount.currency` of the config names, also in the two counters whose name says `usd`.',
    '',
    'A figure that can not be told is absent, never 0: below the minimum of labels, or when its denominator is 0.',
    '',
    ...metrics.flatMap(({ name, help, type, labelNames }) => [
      `## ${name}`,
      '',
      help,
      '',
      `- type: ${type}`,
      `- labels: ${labelNames.length > 0 ? labelNames.map((label) => `\`${label}\``).join(', ') : 'none'}`,
      `- unit: ${UNITS.find(([pattern]) => pattern.test(name))![1]}`,
      '',
    ]),
  ].join('\n');
}
