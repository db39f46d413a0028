import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, NotFound } from '../platform/index.js';
import type {
  ActiveDeployment,
  Deployment,
  ModelVersion,
  NewDeployment,
  NewModelVersion,
  Promotion,
  RollbackTarget,
} from './model-version.js';
import type { Reference } from './reference.js';

/** The channel on which replicas hear that another version is active. */
export const DEPLOYMENT_CHANNEL = 'homeostat_deployment';
/** Deployments take turns, so that each knows what it replaces. */
const DEPLOYMENT_LOCK = 7_243_003;

const VERSION = /^v\d{1,9}$/;
const VERSION_COLUMNS = `version, schema_version AS "schemaVersion", engine, parameters, metrics, training,
  created_at AS "createdAt", length(artefact) AS "artefactBytes"`;
const DEPLOYMENT_COLUMNS = `model_version AS "modelVersion", previous_version AS "previousVersion", kind, actor, reason,
  deployed_at AS "deployedAt", decision_threshold AS "decisionThreshold"`;
const TARGET_COLUMNS = 'model_version AS version, decision_threshold AS "decisionThreshold"';
const MAX_LISTED = 200;

/** The versions of the model and the record of which was active when. */
@Injectable()
export class ModelRegistry {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Stores a version; it is not active until it is deployed. Returns its name, `v1`, `v2`, ... */
  async register(model: NewModelVersion, manager: EntityManager = this.dataSource.manager): Promise<string> {
    const rows: { version: string }[] = await manager.query(
      `INSERT INTO model_version (schema_version, engine, parameters, metrics, training, reference, artefact, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING version`,
      [
        model.schemaVersion,
        model.engine,
        JSON.stringify(model.parameters),
        JSON.stringify(model.metrics),
        JSON.stringify(model.training),
        JSON.stringify(model.reference),
        Buffer.from(model.artefact),
        new Date(this.clock.now()),
      ],
    );
    return (rows[0] as { version: string }).version;
  }

  /** As `deployIn`, in a transaction of its own. */
  async deploy(version: string, deployment: NewDeployment): Promise<void> {
    await this.dataSource.transaction((manager) => this.deployIn(manager, version, deployment));
  }

  /**
   * Makes a version the active one and tells every replica, once the transaction of `manager` commits. Until then other
   * deployments wait. Without a threshold it gets the one that it had when it was last active.
   *
   * @returns the id of the deployment
   * @throws NotFound
   */
  async deployIn(
    manager: EntityManager,
    version: string,
    { kind, actor, reason, decisionThreshold }: NewDeployment,
  ): Promise<number> {
    await this.lockDeployments(manager);
    const made: { id: string }[] = await manager.query(
      `INSERT INTO deployment (model_version, previous_version, kind, actor, reason, deployed_at, decision_threshold)
       SELECT v.version, (SELECT model_version FROM deployment ORDER BY id DESC LIMIT 1), $2, $3, $4, $5,
         CASE WHEN $6 THEN $7 ELSE (
           SELECT decision_threshold FROM deployment WHERE model_version = $1 ORDER BY id DESC LIMIT 1
         ) END
       FROM model_version v WHERE v.version = $1 RETURNING id`,
      [
        version,
        kind,
        actor,
        reason,
        new Date(this.clock.now()),
        decisionThreshold !== undefined,
        decisionThreshold ?? null,
      ],
    );
    if (!made[0]) throw new NotFound(`there is no model version ${version}`);
    await manager.query('SELECT pg_notify($1, $2)', [DEPLOYMENT_CHANNEL, version]);
    return Number(made[0].id);
  }

  /** Holds off other deployments until the transaction of `manager` ends, so that what it reads of them stays true. */
  async lockDeployments(manager: EntityManager): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [DEPLOYMENT_LOCK]);
  }

  async activeVersion(): Promise<string | undefined> {
    return (await this.activeDeployment())?.version;
  }

  /** What answers now: the newest deployment. */
  async activeDeployment(manager: EntityManager = this.dataSource.manager): Promise<ActiveDeployment | undefined> {
    const rows: (Omit<ActiveDeployment, 'id'> & { id: string })[] = await manager.query(
      `SELECT id, ${TARGET_COLUMNS} FROM deployment ORDER BY id DESC LIMIT 1`,
    );
    return rows[0] && { ...rows[0], id: Number(rows[0].id) };
  }

  /**
   * What answered before the active version, with its threshold, became active: a rollback to either does not count. A
   * moved threshold replaced the same version with another threshold.
   */
  async replacedByActive(): Promise<RollbackTarget | undefined> {
    const rows: RollbackTarget[] = await this.dataSource.query(
      `WITH active AS (
         SELECT model_version, decision_threshold FROM deployment ORDER BY id DESC LIMIT 1
       ), made AS (
         SELECT max(id) AS id FROM deployment d JOIN active a USING (model_version)
         WHERE kind <> 'rollback' AND d.decision_threshold IS NOT DISTINCT FROM a.decision_threshold
       )
       SELECT ${TARGET_COLUMNS} FROM deployment WHERE id < (SELECT id FROM made) ORDER BY id DESC LIMIT 1`,
    );
    return rows[0];
  }

  /** The newest deployment or activation of a version, and what answered before it; undefined while there is none. */
  async newestPromotion(manager: EntityManager = this.dataSource.manager): Promise<Promotion | undefined> {
    const rows: (Omit<Promotion, 'id' | 'former'> & { id: string; former: string | null; threshold: number | null })[] =
      await manager.query(
        `SELECT d.id, d.model_version AS version, d.deployed_at AS "deployedAt", f.model_version AS former,
           f.decision_threshold AS threshold, v.schema_version = w.schema_version AS "sameFeatures"
         FROM (SELECT * FROM deployment WHERE kind IN ('deploy', 'activate') ORDER BY id DESC LIMIT 1) d
         LEFT JOIN LATERAL (SELECT * FROM deployment WHERE id < d.id ORDER BY id DESC LIMIT 1) f ON true
         JOIN model_version v ON v.version = d.model_version
         LEFT JOIN model_version w ON w.version = f.model_version`,
      );
    if (!rows[0]) return undefined;
    const { id, former, threshold, ...promotion } = rows[0];
    return {
      ...promotion,
      id: Number(id),
      former: former === null ? undefined : { version: former, decisionThreshold: threshold },
    };
  }

  /** The versions that were rolled back, and not made active since. */
  async rolledBack(): Promise<Set<string>> {
    const rows: { version: string }[] = await this.dataSource.query(
      `SELECT DISTINCT d.previous_version AS version FROM deployment d
       WHERE d.kind = 'rollback' AND d.previous_version <> d.model_version
         AND NOT EXISTS (SELECT FROM deployment n WHERE n.id > d.id AND n.model_version = d.previous_version)`,
    );
    return new Set(rows.map(({ version }) => version));
  }

  /** When the newest deployment of each kind was made. */
  newestOfKinds(): Promise<Pick<Deployment, 'kind' | 'deployedAt'>[]> {
    return this.dataSource.query('SELECT kind, max(deployed_at) AS "deployedAt" FROM deployment GROUP BY kind');
  }

  async get(version: string): Promise<ModelVersion> {
    if (!VERSION.test(version)) throw new NotFound(`there is no model version of this name; versions are v1, v2, ...`);
    const rows: ModelVersion[] = await this.dataSource.query(
      `SELECT ${VERSION_COLUMNS} FROM model_version WHERE version = $1`,
      [version],
    );
    const found = rows[0];
    if (!found) throw new NotFound(`there is no model version ${version.slice(0, 40)}`);
    return found;
  }

  async artefact(version: string): Promise<Uint8Array> {
    const rows: { artefact: Buffer }[] = await this.dataSource.query(
      'SELECT artefact FROM model_version WHERE version = $1',
      [version],
    );
    const found = rows[0];
    if (!found) throw new NotFound(`there is no model version ${version}`);
    return found.artefact;
  }

  /** What a version was fitted on; undefined for a version that is not there, or was made before references were kept. */
  async reference(version: string): Promise<Reference | undefined> {
    const rows: { reference: Reference | null }[] = await this.dataSource.query(
      'SELECT reference FROM model_version WHERE version = $1',
      [version],
    );
    return rows[0]?.reference ?? undefined;
  }

  /** The newest versions, newest first. */
  list(): Promise<ModelVersion[]> {
    return this.dataSource.query(
      `SELECT ${VERSION_COLUMNS} FROM model_version ORDER BY number DESC LIMIT ${MAX_LISTED}`,
    );
  }

  /** The newest deployments, newest first, of one version or of all. */
  deployments(version?: string): Promise<Deployment[]> {
    return this.dataSource.query(
      `SELECT ${DEPLOYMENT_COLUMNS} FROM deployment WHERE $1::text IS NULL OR model_version = $1
       ORDER BY id DESC LIMIT ${MAX_LISTED}`,
      [version ?? null],
    );
  }
}
