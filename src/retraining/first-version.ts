import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { type FeatureSchema, ModelRegistry } from '../models/index.js';
import { GeneratedHistory } from './generated-history.js';
import { ModelTrainer } from './model-trainer.js';
import { fitRefusal } from './rows/refusal.js';
import { RowReader } from './rows/row-reader.js';

export type FirstVersionOutcome =
  | { readonly kind: 'registered'; readonly version: string; readonly source: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Trains the first version of a feature list on whatever labelled rows there are, or on the generator's. */
@Injectable()
export class FirstVersion {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly generated: GeneratedHistory,
    private readonly rows: RowReader,
    private readonly trainer: ModelTrainer,
    private readonly registry: ModelRegistry,
  ) {}

  schema(): Promise<FeatureSchema> {
    return this.rows.schema();
  }

  /** @throws the signal's reason */
  async make(signal: AbortSignal): Promise<FirstVersionOutcome> {
    const source = (await this.generated.fillEmpty()) ? 'history from the built-in generator' : 'imported history';
    const rows = await this.rows.read(this.rows.bounds(), this.config.retraining.heldOutOfEachClass, signal);
    const reason = fitRefusal(rows, this.config.training.minimumRows);
    if (reason !== undefined) return { kind: 'refused', reason };
    const { model } = await this.trainer.fit(rows, { source, signal });
    return { kind: 'registered', version: await this.registry.register(model), source };
  }
}
