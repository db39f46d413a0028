import { testConfig } from '../../support/config.js';
import type { ModelRegistry, SchemaStore } from '../../../src/models/index.js';
import type { RunReport } from '../../../src/retraining/notify/run-report.js';

const REQUESTED = new Date('2026-03-04T02:00:00Z');

/** A run that put v2 in the place of v1. */
export const DEPLOYED_RUN: RunReport = {
  run: {
    id: 17,
    trigger: 'schedule',
    actor: 'schedule',
    reason: 'the daily check',
    force: false,
    status: 'running',
    outcome: null,
    explanation: null,
    requestedAt: REQUESTED,
    startedAt: new Date('2026-03-04T02:05:00Z'),
    finishedAt: null,
    cancelRequestedAt: null,
  },
  outcome: 'deployed',
  check: {
    cause: 'condition:accuracy',
    reason: 'accuracy is 0.786',
    evidence: [
      { name: 'accuracy', expr: 'ml_model_accuracy < 0.90', state: 'breach', value: 0.7862 },
      { name: 'latency_p95', expr: 'p95 > 0.3', state: 'ok', value: 0.02 },
    ],
  },
  prepare: {
    schemaVersion: 1,
    from: '2025-12-04T02:05:00.000Z',
    to: '2026-03-04T02:05:00.000Z',
    rows: 12_000,
    positives: 900,
    fitted: { rows: 10_000, positives: 700 },
    heldOut: { rows: 2_000, positives: 200 },
    sources: { history: 400, predictions: 11_600, otherSchema: 0, notExplored: 0, isCapped: false },
    seconds: 0.8,
  },
  train: { version: 'v2', engine: 'histogram-forest', rows: 10_000, seconds: 1.5, outOfBag: { accuracy: 0.93 } },
  validate: {
    champion: {
      version: 'v1',
      deploymentId: 1,
      threshold: 0.5,
      figures: { accuracy: 0.79, averagePrecision: 0.512, precision: 0.4, recall: 0.61 },
    },
    challenger: {
      version: 'v2',
      threshold: 0.42,
      figures: { accuracy: 0.915, averagePrecision: 0.774, precision: 0.71, recall: 0.8 },
    },
    comparedOn: { rows: 2_000, positives: 200 },
    thresholds: 'picked anew',
    checks: [
      { name: 'accuracy', passed: true, value: 0.915, limit: 0.774, detail: '91.50 % against the champion’s 79.00 %' },
      { name: 'average_precision', passed: true, value: 0.2, limit: -0.02, detail: 'it changes by +0.2620' },
    ],
    passed: true,
  },
  deploy: { version: 'v2', previousVersion: 'v1', threshold: 0.42, deploymentId: 2 },
};

/** The same, but for a gate that refused v2. */
export const REFUSED_RUN: RunReport = {
  ...without(DEPLOYED_RUN, 'deploy'),
  run: { ...DEPLOYED_RUN.run, id: 18, outcome: 'refused', explanation: 'accuracy: 70.00 % against 79.00 %' },
  outcome: 'refused',
  validate: {
    ...DEPLOYED_RUN.validate!,
    challenger: { version: 'v2', threshold: 0.5, figures: { accuracy: 0.7, averagePrecision: 0.41 } },
    checks: [
      { name: 'accuracy', passed: false, value: 0.7, limit: 0.774, detail: '70.00 % against the champion’s 79.00 %' },
      { name: 'calibration', passed: true, value: 0.01, limit: 0.03, detail: 'fine' },
    ],
    passed: false,
  },
};

/** Registers a version whose file holds these bytes. */
export async function registerVersion(schemas: SchemaStore, models: ModelRegistry, bytes: Uint8Array): Promise<string> {
  const schema = await schemas.versionOf(testConfig().features);
  return models.register({
    schemaVersion: schema.version,
    engine: 'histogram-forest',
    parameters: { nEstimators: 100, maxDepth: 10, maxFeatures: 'sqrt' },
    metrics: { accuracy: 0.915 },
    training: {
      rows: 10_000,
      positives: 700,
      from: '2025-12-04T02:05:00.000Z',
      to: '2026-03-01T00:00:00.000Z',
      source: 'the test',
      measuredOn: 'nothing',
      seconds: 1.5,
    },
    reference: {} as any,
    artefact: bytes,
  });
}

export function without(report: RunReport, ...steps: (keyof RunReport)[]): RunReport {
  return Object.fromEntries(Object.entries(report).filter(([name]) => !steps.includes(name as any))) as any;
}
