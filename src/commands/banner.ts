import { type Config, ENVIRONMENT, type Environment, type FeatureDefinition } from '../config/index.js';
import { HistoryStore } from '../history/index.js';
import type { Service } from '../main.js';
import { ActiveModel, decodeRow, type FeatureValue, type LoadedModel } from '../models/index.js';

/** What a person wants to know of a service that has just started, with a call to try it. */
export async function banner({ application, url }: Service, config: Config): Promise<string[]> {
  const model = application.get(ActiveModel, { strict: false }).peek();
  const { adminApiKey } = application.get<Environment>(ENVIRONMENT, { strict: false });
  const places = [
    `API      ${url}/predict`,
    `Docs     ${url}/docs`,
    `Metrics  ${url}/metrics`,
    adminApiKey === undefined
      ? 'Admin    open to this machine: ADMIN_API_KEY is not set'
      : 'Admin    asks for ADMIN_API_KEY',
  ];
  if (!model) {
    return [
      'Homeostat is up, and has no model yet: it trains one as soon as there is labelled history.',
      'Import some: npx homeostat import FILE.csv --label COLUMN --positive VALUE',
      ...places,
    ];
  }
  const features = await sampleTransaction(application.get(HistoryStore, { strict: false }), model);
  return [
    `Homeostat is up: ${config.name} ${model.version} answers. Ctrl-C stops everything.`,
    ...places,
    '',
    'Score a transaction:',
    `curl -s ${url}/predict -H 'content-type: application/json' -d '${JSON.stringify({ features }).replaceAll("'", "'\\''")}'`,
  ];
}

/** The required features of the newest transaction of history, or of a made-up one. */
async function sampleTransaction(
  history: HistoryStore,
  { schema }: LoadedModel,
): Promise<Record<string, FeatureValue>> {
  const required = schema.features.filter((feature) => feature.required);
  for await (const [newest] of history.newest(schema.version, 1)) {
    if (!newest) break;
    const decoded = decodeRow(schema.features, newest.row);
    return Object.fromEntries(required.map(({ name }) => [name, decoded[name] ?? null]));
  }
  return Object.fromEntries(required.map((feature) => [feature.name, madeUp(feature)]));
}

function madeUp(feature: FeatureDefinition): FeatureValue {
  switch (feature.kind) {
    case 'numeric':
      return feature.range?.[0] ?? 0;
    case 'boolean':
      return false;
    case 'categorical':
      return feature.categories[0] ?? null;
  }
}
