import type { Config } from '../config/index.js';
import type { DriftService } from '../drift/index.js';
import { type EstimationService, HOUR_MS, type OutcomeStore, type SummaryWindows } from '../metrics/index.js';
import type { ModelRegistry, SchemaStore } from '../models/index.js';
import { NotFound } from '../platform/index.js';
import { stepOf, summarisedSteps } from './data/periods.js';
import { buildReport, type Report } from './data/report.js';
import { MOST_PERIODS } from './data/traffic.js';

/** Where a report is read from. */
export interface ReportSources {
  readonly config: Config;
  readonly registry: ModelRegistry;
  readonly schemas: SchemaStore;
  readonly summaries: SummaryWindows;
  readonly outcomes: OutcomeStore;
  readonly drift: DriftService;
  readonly estimation: EstimationService;
}

/** Which report. */
export interface ReportRequest {
  readonly now: number;
  /** The window of this length that ends now; by default figures and drift are of the windows that the service shows them of. */
  readonly windowMs?: number;
  /** Default: the active version. */
  readonly modelVersion?: string;
}

/**
 * Reads the summaries of a window and builds the report; its drift is what GET /drift says, its estimates are those of
 * GET /performance.
 *
 * @throws NotFound when there is no such version, or no version yet. Cost: that of reading the windows' hours, in
 *   memory that does not grow with them.
 */
export async function readReport(
  sources: ReportSources,
  { now, windowMs, ...request }: ReportRequest,
): Promise<Report> {
  const { config, registry, summaries } = sources;
  const activeVersion = await registry.activeVersion();
  const modelVersion = request.modelVersion ?? activeVersion;
  if (modelVersion === undefined) {
    throw new NotFound('there is no model version yet: homeostat start makes the first one');
  }
  const version = await registry.get(modelVersion);
  const [deployment] = await registry.deployments(modelVersion);
  const from = Math.floor((now - (windowMs ?? config.windows.performance)) / HOUR_MS) * HOUR_MS;
  const span = { from, to: now + HOUR_MS };
  const check = await sources.drift.check({ modelVersion, ...(windowMs !== undefined && { windowMs }) });
  const [estimate] = await sources.estimation.during({ from, to: now }, modelVersion);
  const scored = await summaries.scoredByHour(modelVersion, span);
  const stepMs = stepOf((scored.at(-1)?.hour ?? from) + HOUR_MS - (scored[0]?.hour ?? from), MOST_PERIODS);
  return buildReport({
    config,
    minimumLabels: config.windows.minimumLabels,
    generatedAt: now,
    window: { from, to: now },
    version,
    active: modelVersion === activeVersion,
    decisionThreshold: deployment?.decisionThreshold ?? config.decisionThreshold,
    schema: await sources.schemas.get(version.schemaVersion),
    reference: await registry.reference(modelVersion),
    stepMs,
    predictions: await summarisedSteps(summaries.hours(modelVersion, span), stepMs),
    outcomes: await sources.outcomes.hours(from, span.to, modelVersion),
    check: check.kind === 'compared' ? check : undefined,
    estimate,
    otherVersions: await otherVersions(summaries, span, modelVersion),
  });
}

async function otherVersions(
  summaries: SummaryWindows,
  span: { readonly from: number; readonly to: number },
  modelVersion: string,
): Promise<{ modelVersion: string; scored: number }[]> {
  const others = (await summaries.versions(span)).filter((version) => version !== modelVersion);
  return Promise.all(
    others.map(async (version) => {
      const hours = await summaries.scoredByHour(version, span);
      return { modelVersion: version, scored: hours.reduce((sum, { scored }) => sum + scored, 0) };
    }),
  );
}
