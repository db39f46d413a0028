import { Inject, Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../models/index.js';
import { Clock } from '../../platform/index.js';
import type { RunReport } from '../notify/run-report.js';
import { runRecord, versionId } from './run-record.js';
import { MLFLOW, type Mlflow } from './mlflow.js';

/** What became of logging a run. */
export type Logged =
  | { readonly state: 'off' }
  | {
      readonly state: 'logged';
      readonly runId: string;
      readonly modelVersion?: string;
      readonly withoutArtefacts?: string;
    }
  | { readonly state: 'failed'; readonly error: string };

/** Logs runs to MLflow: parameters, figures, the forest, and its registered version when it was deployed. */
@Injectable()
export class RunLogger {
  constructor(
    @Inject(MLFLOW) private readonly mlflow: Mlflow | undefined,
    private readonly registry: ModelRegistry,
    private readonly clock: Clock,
  ) {}

  /**
   * Logs a run. A server that refuses, breaks or hangs costs a minute at most, and is told in the answer.
   *
   * @throws only the reason of `signal`
   */
  async log(report: RunReport, signal: AbortSignal): Promise<Logged> {
    if (!this.mlflow) return { state: 'off' };
    const timeout = AbortSignal.timeout(this.mlflow.timeoutMs);
    try {
      return await this.logTo(this.mlflow, report, AbortSignal.any([signal, timeout]));
    } catch (error) {
      signal.throwIfAborted();
      const seconds = this.mlflow.timeoutMs / 1_000;
      return { state: 'failed', error: timeout.aborted ? `not done within ${seconds} s` : (error as Error).message };
    }
  }

  private async logTo({ tracking }: Mlflow, report: RunReport, signal: AbortSignal): Promise<Logged> {
    const version = report.train?.version;
    const challenger =
      version === undefined
        ? undefined
        : { details: await this.registry.get(version), artefact: await this.registry.artefact(version) };
    const run = await tracking.logRun(runRecord(report, challenger, this.clock.now()), signal);
    const { runId, withoutArtefacts } = run;
    const logged = { state: 'logged' as const, runId, ...(withoutArtefacts !== undefined && { withoutArtefacts }) };
    if (report.outcome !== 'deployed' || !challenger) return logged;
    const { details } = challenger;
    return {
      ...logged,
      modelVersion: await tracking.registerVersion(versionId(details), details.version, run, signal),
    };
  }
}
