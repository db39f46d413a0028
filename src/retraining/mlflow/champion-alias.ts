import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { ModelRegistry } from '../../models/index.js';
import { Clock } from '../../platform/index.js';
import { Leadership } from '../runs/leadership.js';
import { MLFLOW, type Mlflow } from './mlflow.js';
import { versionId, versionRecord } from './run-record.js';

const POLL_MS = 5_000;
const RETRY_MS = 60_000;

/**
 * Keeps MLflow's alias `champion` on the version that is active, whoever made it so: a run, a rollback, a person. It
 * compares rather than being told, so an outage of MLflow delays it and loses nothing.
 */
@Injectable()
export class ChampionAlias implements BeforeApplicationShutdown {
  private readonly logger = new Logger('mlflow');
  private readonly stopping = new AbortController();
  private underWay: Promise<void> | undefined;
  /** What this process set last, while it leads. */
  private known: string | undefined;
  private retryAt = -Infinity;

  constructor(
    @Inject(MLFLOW) private readonly mlflow: Mlflow | undefined,
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly registry: ModelRegistry,
    private readonly leadership: Leadership,
    private readonly clock: Clock,
  ) {}

  /** Moves the alias if the active version is another than at the last turn. It never rejects. */
  turn(): Promise<void> {
    this.underWay ??= this.follow().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the service is stopping'));
    await this.underWay;
  }

  @Interval(POLL_MS)
  protected async watch(): Promise<void> {
    if (this.leadership.holds) await this.turn();
    // Another leads, and may have moved it since.
    else this.known = undefined;
  }

  private async follow(): Promise<void> {
    if (!this.mlflow || this.isStopping() || this.clock.now() < this.retryAt) return;
    try {
      const active = await this.registry.activeVersion();
      // A run logs its version itself, and its figures with it.
      if (active === undefined || active === this.known || (await this.isRunning())) return;
      const timeout = AbortSignal.timeout(this.mlflow.timeoutMs);
      await this.point(this.mlflow, active, AbortSignal.any([timeout, this.stopping.signal]));
      this.known = active;
      this.logger.log(`MLflow's champion is ${active}`);
    } catch (error) {
      if (this.isStopping()) return;
      this.retryAt = this.clock.now() + RETRY_MS;
      this.logger.warn(`MLflow's alias champion waits: ${(error as Error).message}`);
    }
  }

  private async point({ tracking }: Mlflow, active: string, signal: AbortSignal): Promise<void> {
    const details = await this.registry.get(active);
    const id = versionId(details);
    let version = await tracking.findVersion(id, signal);
    if (version === undefined) {
      const run = await tracking.logRun(versionRecord(details, await this.registry.artefact(active)), signal);
      version = await tracking.registerVersion(id, active, run, signal);
    }
    await tracking.setChampion(version, signal);
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async isRunning(): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `SELECT FROM retraining_run WHERE status <> 'finished' LIMIT 1`,
    );
    return rows.length > 0;
  }
}
