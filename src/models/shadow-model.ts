import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, Notifications } from '../platform/index.js';
import { type LoadedModel, ModelLoader } from './model-loader.js';

/** The channel on which replicas hear that another version is the shadow. */
const SHADOW_CHANNEL = 'homeostat_shadow';
/** How long a replica may miss a change whose notice was lost. */
const POLL_MS = 5_000;

/** Which version scores without answering, since when, and who wanted it. */
export interface Shadow {
  readonly version: string;
  readonly actor: string;
  readonly reason: string;
  readonly since: Date;
}

/** A change of the shadow. */
export interface ShadowChange {
  /** null for none. */
  readonly version: string | null;
  /** null for the config's. */
  readonly decisionThreshold: number | null;
  readonly actor: string;
  readonly reason: string;
}

interface NewestRow {
  readonly id: string;
  readonly version: string | null;
  readonly decisionThreshold: number | null;
  readonly actor: string;
  readonly reason: string;
  readonly since: Date;
}

/** The version that scores without answering, in the store and in the memory of every replica. It owns `shadow_version`. */
@Injectable()
export class ShadowModel implements OnApplicationBootstrap {
  private readonly logger = new Logger(ShadowModel.name);
  private model: LoadedModel | undefined;
  /** The row that `model` was loaded for. */
  private loadedId: string | undefined;
  private loading: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly loader: ModelLoader,
    private readonly notifications: Notifications,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refreshQuietly();
    await this.notifications.listen(SHADOW_CHANNEL, () => void this.refreshQuietly());
  }

  /** The shadow as this process has it; undefined while there is none. */
  peek(): LoadedModel | undefined {
    return this.model;
  }

  /** The shadow as the store has it. */
  async current(): Promise<Shadow | undefined> {
    const newest = await this.newest();
    return newest?.version ? { ...newest, version: newest.version } : undefined;
  }

  /** Makes a version the shadow, or none; replicas hear of it when the transaction of `manager` commits. */
  async change(manager: EntityManager, { version, decisionThreshold, actor, reason }: ShadowChange): Promise<void> {
    await manager.query(
      `INSERT INTO shadow_version (model_version, decision_threshold, actor, reason, since) VALUES ($1, $2, $3, $4, $5)`,
      [version, decisionThreshold, actor, reason, new Date(this.clock.now())],
    );
    await manager.query('SELECT pg_notify($1, $2)', [SHADOW_CHANNEL, version ?? '']);
  }

  /** Loads what the store says is the shadow, unless it is loaded. Calls take turns, so the last one sees the newest. */
  refresh(): Promise<void> {
    this.loading = this.loading.catch(() => undefined).then(() => this.load());
    return this.loading;
  }

  @Interval(POLL_MS)
  protected async refreshQuietly(): Promise<void> {
    await this.refresh().catch((error: unknown) => {
      this.logger.warn(`the shadow could not be read: ${(error as Error).message}`);
    });
  }

  private async load(): Promise<void> {
    const newest = await this.newest();
    if (newest?.id === this.loadedId) return;
    this.model = newest?.version ? await this.loader.load(newest.version, newest.decisionThreshold) : undefined;
    this.loadedId = newest?.id;
    this.logger.log(this.model ? `${this.model.version} scores as the shadow` : 'no version scores as the shadow');
  }

  private async newest(): Promise<NewestRow | undefined> {
    const rows: NewestRow[] = await this.dataSource.query(
      `SELECT id, model_version AS version, decision_threshold AS "decisionThreshold", actor, reason, since
       FROM shadow_version ORDER BY id DESC LIMIT 1`,
    );
    return rows[0];
  }
}
