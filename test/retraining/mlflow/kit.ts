import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { type Environment, readEnvironment } from '../../../src/config/index.js';
import { ModelRegistry, SchemaStore } from '../../../src/models/index.js';
import { ChampionAlias } from '../../../src/retraining/mlflow/champion-alias.js';
import { mlflowOf } from '../../../src/retraining/mlflow/mlflow.js';
import { RunLogger } from '../../../src/retraining/mlflow/run-logger.js';
import { Leadership } from '../../../src/retraining/runs/leadership.js';
import { DrivenClock } from '../../support/clock.js';
import { testConfig } from '../../support/config.js';
import { registerVersion } from './reports.js';

// Servers that fail on purpose are not worth reading about.
Logger.overrideLogger(false);

/** The service's end of MLflow, with an experiment of its own. */
export class MlflowKit {
  readonly name = `test-${randomUUID()}`;
  readonly clock = new DrivenClock();
  readonly registry: ModelRegistry;
  readonly logger: RunLogger;

  constructor(
    private readonly dataSource: DataSource,
    private readonly variables: Record<string, string>,
    private readonly timeoutMs = 20_000,
  ) {
    this.registry = new ModelRegistry(dataSource, this.clock);
    this.logger = new RunLogger(this.mlflow(), this.registry, this.clock);
  }

  /** A process that follows the active version. */
  alias(): ChampionAlias {
    const leadership = new Leadership(this.dataSource);
    return new ChampionAlias(this.mlflow(), this.dataSource, this.registry, leadership, this.clock);
  }

  register(bytes: Uint8Array): Promise<string> {
    return registerVersion(new SchemaStore(this.dataSource, this.clock), this.registry, bytes);
  }

  async deploy(version: string, kind: 'deploy' | 'rollback' = 'deploy'): Promise<void> {
    await this.registry.deploy(version, { kind, actor: 'the test', reason: 'a test' });
  }

  private mlflow() {
    const environment: Environment = readEnvironment(this.variables);
    return mlflowOf(environment, { ...testConfig(), name: this.name }, this.timeoutMs);
  }
}

/** What a reader of the tracking server sees. */
export class Reader {
  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {}

  async run(runId: string): Promise<any> {
    const { run } = await this.get(`mlflow/runs/get?run_id=${runId}`);
    const byKey = (list: { key: string; value: unknown }[]) =>
      Object.fromEntries(list.map(({ key, value }) => [key, value]));
    const { params, metrics, tags } = run.data;
    return { ...run.info, params: byKey(params), metrics: byKey(metrics), tags: byKey(tags) };
  }

  async champion(): Promise<any> {
    const { model_version } = await this.get(`mlflow/registered-models/alias?name=${this.name}&alias=champion`);
    return model_version;
  }

  async file(artefactUri: string, path: string): Promise<Buffer> {
    const folder = artefactUri.replace('mlflow-artifacts:/', '');
    const response = await fetch(`${this.url}/api/2.0/mlflow-artifacts/artifacts/${folder}/${path}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async deleteExperiment(): Promise<void> {
    const { experiment } = await this.get(`mlflow/experiments/get-by-name?experiment_name=${this.name}`);
    await fetch(`${this.url}/api/2.0/mlflow/experiments/delete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ experiment_id: experiment.experiment_id }),
    });
  }

  private async get(path: string): Promise<any> {
    const response = await fetch(`${this.url}/api/2.0/${path}`);
    return response.json();
  }
}
