import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import type { ModelMetrics, NewModelVersion } from '../models/index.js';
import { Analyst } from './analysis/analyst.js';
import { forestParameters, trainingThreads } from './forest-parameters.js';
import { positivesOf, type TrainingRows } from './rows/training-rows.js';

/** A forest just fitted, ready for the registry. */
export interface FittedModel {
  readonly model: NewModelVersion;
  /** By the trees that had no part of each row. */
  readonly outOfBag: ModelMetrics;
}

interface FitSettings {
  /** Where the rows came from, in words, for the record. */
  readonly source: string;
  readonly signal: AbortSignal;
  /** Called after each tree. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Fits a forest as the config says, on the rows that are not held out, and measures it on those that are. */
@Injectable()
export class ModelTrainer {
  private readonly logger = new Logger(ModelTrainer.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly analyst: Analyst,
  ) {}

  /** @throws the signal's reason when it is aborted */
  async fit(rows: TrainingRows, { source, signal, onProgress }: FitSettings): Promise<FittedModel> {
    const { fitted, heldOut, schema, fittedPart } = rows;
    const parameters = forestParameters(this.config);
    const { engine } = this.config.forest;
    const { artefact, seconds, metrics, outOfBag, reference } = await this.analyst.run(
      {
        kind: 'fit',
        fitted,
        times: rows.times,
        cycleMs: this.config.drift.cycle,
        heldOut,
        features: schema.features,
        engine,
        parameters,
        threads: trainingThreads(this.config),
        decisionThreshold: this.config.decisionThreshold,
        expectedPositives: this.config.estimation.expectedPositives,
      },
      {
        signal,
        ...(onProgress && { onProgress }),
        onNotice: (notice) => {
          this.logger.warn(notice);
        },
      },
    );
    const { from = '', to = '' } = fittedPart;
    const training = {
      rows: fitted.labels.length,
      positives: positivesOf(fitted),
      from,
      to,
      source,
      measuredOn: `the newest ${heldOut.labels.length.toLocaleString('en-US')} rows, not fitted on`,
      seconds: Number(seconds.toFixed(3)),
    };
    const model = {
      schemaVersion: schema.version,
      engine,
      parameters: { ...parameters },
      metrics,
      training,
      reference,
      artefact,
    };
    return { model, outOfBag };
  }
}
