import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { serialiseForest } from '../forest/index.js';
import { HistoryStore } from '../history/index.js';
import { type FeatureSchema, ModelRegistry, SchemaStore, TrainingColumns } from '../models/index.js';
import { fitForest } from '../training/index.js';
import { evaluate, scoreRows } from './evaluation.js';
import { forestParameters, trainingThreads } from './forest-parameters.js';
import { fitEstimator } from './estimator-fit.js';
import { buildReference } from './reference.js';

/** The newest part of the rows is kept from the fit, to measure on. */
const HELD_OUT_SHARE = 0.2;
const MAX_ROWS = 1_000_000;

/** Injection token of the compiled training worker's URL, or undefined for the default. */
export const TRAINING_WORKER = Symbol('training worker');

export type TrainingOutcome =
  | { readonly kind: 'trained'; readonly version: string }
  | { readonly kind: 'insufficient-data'; readonly required: number; readonly actual: number }
  | { readonly kind: 'one-class'; readonly rows: number };

/** Fits a forest on the store's history and registers it. It does not deploy it. */
@Injectable()
export class ModelTrainer {
  private readonly logger = new Logger(ModelTrainer.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly history: HistoryStore,
    private readonly registry: ModelRegistry,
    private readonly schemas: SchemaStore,
    @Inject(TRAINING_WORKER) private readonly worker: URL | undefined,
  ) {}

  /** The schema of the configured feature list, which new models are fitted for. */
  currentSchema(): Promise<FeatureSchema> {
    return this.schemas.versionOf(this.config.features);
  }

  /** @param source where the history came from, in words, for the record */
  async train(source: string, signal: AbortSignal): Promise<TrainingOutcome> {
    const schema = await this.currentSchema();
    const { columns, times } = await this.read(schema);
    const { minimumRows } = this.config.training;
    if (columns.rows < minimumRows) return { kind: 'insufficient-data', required: minimumRows, actual: columns.rows };
    const fitted = Math.floor(columns.rows * (1 - HELD_OUT_SHARE));
    const training = columns.slice(0, fitted);
    const positives = training.labels.reduce((sum, label) => sum + label, 0);
    if (positives === 0 || positives === fitted) return { kind: 'one-class', rows: fitted };

    const parameters = forestParameters(this.config);
    const { forest, seconds, outOfBagScores } = await fitForest(training, parameters, {
      engine: this.config.forest.engine,
      threads: trainingThreads(this.config),
      lowPriority: true,
      signal,
      ...(this.worker && { workerUrl: this.worker }),
      onNotice: (notice) => {
        this.logger.warn(notice);
      },
    });
    const heldOut = columns.slice(fitted, columns.rows);
    const heldOutScores = scoreRows(forest, heldOut);
    const metrics = evaluate(heldOutScores, heldOut.labels, this.config.decisionThreshold);
    const estimator = await fitEstimator(
      {
        heldOut: { scores: heldOutScores, labels: heldOut.labels },
        outOfBag: { scores: outOfBagScores, labels: training.labels },
      },
      {
        decisionThreshold: this.config.decisionThreshold,
        expectedPositives: this.config.estimation.expectedPositives,
        seed: parameters.seed,
        trainingWorker: this.worker,
        signal,
      },
    );
    const version = await this.registry.register({
      schemaVersion: schema.version,
      engine: forest.engine,
      parameters: { ...parameters },
      metrics,
      training: {
        rows: fitted,
        positives,
        from: isoTime(times[0]),
        to: isoTime(times[fitted - 1]),
        source,
        measuredOn: `the newest ${columns.rows - fitted} rows, not fitted on`,
        seconds: Number((seconds.binning + seconds.growing).toFixed(3)),
      },
      reference: buildReference(training, schema.features, {
        heldOutScores,
        outOfBagScores,
        estimator,
      }),
      artefact: serialiseForest(forest),
    });
    return { kind: 'trained', version };
  }

  /** History in the order of the transactions' own times, and those times. */
  private async read(schema: FeatureSchema): Promise<{ columns: TrainingColumns; times: number[] }> {
    const columns = new TrainingColumns(schema.features);
    const times: number[] = [];
    for await (const page of this.history.newest(schema.version, MAX_ROWS)) {
      for (const { row, positive, occurredAt } of page) {
        columns.push(row.values, positive);
        times.push(occurredAt);
      }
    }
    return { columns, times };
  }
}

function isoTime(milliseconds: number | undefined): string {
  return new Date(milliseconds ?? 0).toISOString();
}
