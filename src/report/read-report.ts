import type { Config } from '../config/index.js';
import { HOUR_MS, type OutcomeStore, type SummaryStore } from '../metrics/index.js';
import type { ModelRegistry, SchemaStore } from '../models/index.js';
import { NotFound } from '../platform/index.js';
import { buildReport, type Report } from './data/report.js';

/** Where a report is read from. */
export interface ReportSources {
  readonly config: Config;
  readonly registry: ModelRegistry;
  readonly schemas: SchemaStore;
  readonly summaries: SummaryStore;
  readonly outcomes: OutcomeStore;
}

/** Which report: of the window of this length that ends now; of the active version where none is named. */
export interface ReportRequest {
  readonly now: number;
  readonly windowMs: number;
  readonly modelVersion?: string;
}

/**
 * Reads the summaries of a window and builds the report.
 *
 * @throws NotFound when there is no such version, or no version yet. Cost: that of reading the window's hours.
 */
export async function readReport(
  sources: ReportSources,
  { now, windowMs, ...request }: ReportRequest,
): Promise<Report> {
  const { config, registry, schemas, summaries } = sources;
  const activeVersion = await registry.activeVersion();
  const modelVersion = request.modelVersion ?? activeVersion;
  if (modelVersion === undefined) {
    throw new NotFound('there is no model version yet: homeostat start makes the first one');
  }
  const version = await registry.get(modelVersion);
  const from = Math.floor((now - windowMs) / HOUR_MS) * HOUR_MS;
  const [schema, reference, predictions, outcomes, scored] = await Promise.all([
    schemas.get(version.schemaVersion),
    registry.reference(modelVersion),
    summaries.predictionHours(from, modelVersion),
    sources.outcomes.hours(from, now + HOUR_MS, modelVersion),
    summaries.scoredByVersion(from),
  ]);
  return buildReport({
    config,
    minimumLabels: config.windows.minimumLabels,
    generatedAt: now,
    window: { from, to: now },
    version,
    active: modelVersion === activeVersion,
    schema,
    reference,
    predictions,
    outcomes,
    otherVersions: scored.filter((other) => other.modelVersion !== modelVersion),
  });
}
