import type { ModelVersion } from '../../models/index.js';
import type { RunReport } from '../notify/run-report.js';
import type { RunRecord } from './tracking.js';

/** The file of the forest, below a run's artefacts. */
export const FOREST_FILE = 'model/forest.bin';

/** What MLflow knows a version by: numbers alone begin anew in another database. */
export function versionId({ version, createdAt }: Pick<ModelVersion, 'version' | 'createdAt'>): string {
  return `${version}@${createdAt.toISOString()}`;
}

/** A run as MLflow is told it: `retrain_YYYYMMDD_HHMM`, in UTC. */
export function runRecord(
  report: RunReport,
  challenger: { readonly details: ModelVersion; readonly artefact: Uint8Array } | undefined,
  now: number,
): RunRecord {
  const { run, outcome, check, prepare, train, validate, deploy } = report;
  const startedAt = run.startedAt ?? run.requestedAt;
  const { champion } = validate ?? {};
  return {
    id: `run-${run.id}@${run.requestedAt.toISOString()}`,
    name: `retrain_${startedAt.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '_')}`,
    startedAt: startedAt.getTime(),
    finishedAt: now,
    parameters: texts({
      ...(challenger && { engine: challenger.details.engine, ...challenger.details.parameters }),
      rows: prepare?.rows,
      rows_from: prepare?.from,
      rows_to: prepare?.to,
      rows_fitted: prepare?.fitted.rows,
      rows_held_out: prepare?.heldOut.rows,
      champion_version: champion?.version,
      champion_threshold: champion?.threshold,
      challenger_threshold: validate?.challenger.threshold,
    }),
    metrics: {
      ...prefixed('champion', champion?.figures ?? prepare?.thresholdOnly?.before),
      ...prefixed('challenger', validate?.challenger.figures ?? prepare?.thresholdOnly?.after),
      ...prefixed('out_of_bag', train?.outOfBag),
      ...Object.fromEntries((validate?.checks ?? []).map(({ name, passed }) => [`passed_${name}`, Number(passed)])),
      ...(prepare && { prepare_seconds: prepare.seconds }),
      ...(train && { train_seconds: train.seconds }),
    },
    tags: texts({
      trigger: run.trigger,
      outcome,
      cause: check?.cause ?? undefined,
      explanation: run.explanation ?? undefined,
      run_id: run.id,
      model_version: deploy?.version ?? train?.version,
    }),
    artefacts: [
      { path: 'summary.json', content: JSON.stringify(report, null, 2) },
      ...(challenger ? [{ path: FOREST_FILE, content: challenger.artefact }] : []),
    ],
  };
}

/** A version that no logged run made, such as the first one. */
export function versionRecord(details: ModelVersion, artefact: Uint8Array): RunRecord {
  const at = details.createdAt.getTime();
  return {
    id: versionId(details),
    name: `model_${details.version}`,
    startedAt: at - details.training.seconds * 1_000,
    finishedAt: at,
    parameters: texts({ engine: details.engine, ...details.parameters, rows: details.training.rows }),
    metrics: prefixed('challenger', details.metrics),
    tags: texts({ outcome: 'deployed', model_version: details.version }),
    artefacts: [
      { path: 'summary.json', content: JSON.stringify(details, null, 2) },
      { path: FOREST_FILE, content: artefact },
    ],
  };
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** `averagePrecision` of the champion is `champion_average_precision`. */
function prefixed(prefix: string, figures: object | undefined): Record<string, number> {
  const numbers = Object.entries(figures ?? {}).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(
    numbers.map(([name, value]) => [
      `${prefix}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      value as number,
    ]),
  );
}
