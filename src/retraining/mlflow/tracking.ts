import { type MlflowApi, MlflowRefusal } from './mlflow-api.js';

/** A file below a run's artefacts. */
export interface Artefact {
  readonly path: string;
  readonly content: Uint8Array | string;
}

/** A run as MLflow is told it. Names of metrics and parameters hold letters, digits, `_` and `.`. */
export interface RunRecord {
  /** The same for every attempt to log the same run. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly artefacts: readonly Artefact[];
}

/** A run as MLflow keeps it. */
export interface LoggedRun {
  readonly runId: string;
  readonly artefactUri: string;
  /** Why the files were not stored; absent when they were. */
  readonly withoutArtefacts?: string;
}

interface RunInfo {
  readonly run_id: string;
  readonly artifact_uri: string;
}

/** Limits of one log-batch call. */
const MAX_PARAMETERS = 100;
const MAX_VALUE_LENGTH = 500;
const ID_TAG = 'homeostat.id';
const MODEL_FOLDER = 'model';
const ALIAS = 'champion';

/** One experiment and one registered model of a tracking server, both of the same name. Every call may be repeated. */
export class Tracking {
  constructor(
    private readonly api: MlflowApi,
    private readonly name: string,
  ) {}

  /** Logs a run and its files; one that was logged before, or half, is gone on with. */
  async logRun(record: RunRecord, signal: AbortSignal): Promise<LoggedRun> {
    const experiment = await this.experiment(signal);
    const run =
      (await this.findRun(experiment, record.id, signal)) ?? (await this.createRun(experiment, record, signal));
    await this.logBatch(run.run_id, record, signal);
    const refusal = await this.storeArtefacts(run.artifact_uri, record.artefacts, signal);
    const end = { run_id: run.run_id, status: 'FINISHED', end_time: record.finishedAt };
    await this.api.post('runs/update', end, signal);
    return {
      runId: run.run_id,
      artefactUri: run.artifact_uri,
      ...(refusal !== undefined && { withoutArtefacts: refusal }),
    };
  }

  /** The registered version of this id; undefined when there is none. */
  async findVersion(id: string, signal: AbortSignal): Promise<string | undefined> {
    const filter = `name='${this.name}' and tags.\`${ID_TAG}\` = '${id}'`;
    const answer = (await this.api.get('model-versions/search', { filter, max_results: '1' }, signal)) as {
      model_versions?: { version: string }[];
    };
    return answer.model_versions?.[0]?.version;
  }

  /** Registers the model of a run, once. Returns MLflow's own number of it. */
  async registerVersion(id: string, version: string, run: LoggedRun, signal: AbortSignal): Promise<string> {
    await this.tolerating('RESOURCE_ALREADY_EXISTS', () =>
      this.api.post('registered-models/create', { name: this.name }, signal),
    );
    const found = await this.findVersion(id, signal);
    if (found !== undefined) return found;
    const created = (await this.api.post(
      'model-versions/create',
      {
        name: this.name,
        source: `${run.artefactUri}/${MODEL_FOLDER}`,
        run_id: run.runId,
        tags: tagList({ [ID_TAG]: id, model_version: version }),
      },
      signal,
    )) as { model_version: { version: string } };
    return created.model_version.version;
  }

  /** Points the alias `champion` at a registered version. */
  async setChampion(version: string, signal: AbortSignal): Promise<void> {
    await this.api.post('registered-models/alias', { name: this.name, alias: ALIAS, version }, signal);
  }

  private async experiment(signal: AbortSignal): Promise<string> {
    const find = async (): Promise<{ experiment_id: string; lifecycle_stage: string } | undefined> => {
      const answer = await this.tolerating('RESOURCE_DOES_NOT_EXIST', () =>
        this.api.get('experiments/get-by-name', { experiment_name: this.name }, signal),
      );
      return (answer as { experiment: { experiment_id: string; lifecycle_stage: string } } | undefined)?.experiment;
    };
    let found = await find();
    if (!found) {
      // Somebody else may create it meanwhile.
      await this.tolerating('RESOURCE_ALREADY_EXISTS', () =>
        this.api.post('experiments/create', { name: this.name }, signal),
      );
      found = await find();
    }
    if (!found) throw new Error(`MLflow created the experiment ${this.name}, and does not know it`);
    const { experiment_id: id, lifecycle_stage: stage } = found;
    if (stage === 'deleted') await this.api.post('experiments/restore', { experiment_id: id }, signal);
    return id;
  }

  private async findRun(experiment: string, id: string, signal: AbortSignal): Promise<RunInfo | undefined> {
    const search = { experiment_ids: [experiment], filter: `tags.\`${ID_TAG}\` = '${id}'`, max_results: 1 };
    const answer = (await this.api.post('runs/search', search, signal)) as { runs?: { info: RunInfo }[] };
    return answer.runs?.[0]?.info;
  }

  private async createRun(experiment: string, record: RunRecord, signal: AbortSignal): Promise<RunInfo> {
    const tags = { [ID_TAG]: record.id, 'mlflow.user': 'homeostat', 'mlflow.source.name': 'homeostat' };
    const answer = (await this.api.post(
      'runs/create',
      { experiment_id: experiment, run_name: record.name, start_time: record.startedAt, tags: tagList(tags) },
      signal,
    )) as { run: { info: RunInfo } };
    return answer.run.info;
  }

  private async logBatch(runId: string, record: RunRecord, signal: AbortSignal): Promise<void> {
    // JSON knows no NaN and no infinity.
    const metrics = Object.entries(record.metrics).filter(([, value]) => Number.isFinite(value));
    const params = tagList(record.parameters).slice(0, MAX_PARAMETERS);
    await this.api.post(
      'runs/log-batch',
      {
        run_id: runId,
        metrics: metrics.map(([key, value]) => ({ key, value, timestamp: record.finishedAt, step: 0 })),
        params,
        tags: tagList(record.tags),
      },
      signal,
    );
  }

  /** Returns why it could not: servers that do not hand artefacts on leave them to the client's own access. */
  private async storeArtefacts(
    uri: string,
    artefacts: readonly Artefact[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { protocol, pathname } = new URL(uri);
    if (protocol !== 'mlflow-artifacts:') {
      return `the server keeps artefacts at ${protocol}// and does not take them itself; start it with --serve-artifacts`;
    }
    for (const { path, content } of artefacts) {
      await this.api.putArtefact(`${pathname.slice(1)}/${path}`, content, signal);
    }
    return undefined;
  }

  private async tolerating(code: string, call: () => Promise<unknown>): Promise<unknown> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof MlflowRefusal && error.code === code) return undefined;
      throw error;
    }
  }
}

function tagList(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value: value.slice(0, MAX_VALUE_LENGTH) }));
}
