import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, NotFound } from '../platform/index.js';
import type { Deployment, ModelVersion, NewModelVersion } from './model-version.js';
import type { Reference } from './reference.js';

/** The channel on which replicas hear that another version is active. */
export const DEPLOYMENT_CHANNEL = 'homeostat_deployment';
/** Deployments take turns, so that each knows what it replaces. */
const DEPLOYMENT_LOCK = 7_243_003;

const VERSION = /^v\d{1,9}$/;
const VERSION_COLUMNS = `version, schema_version AS "schemaVersion", engine, parameters, metrics, training,
  created_at AS "createdAt", length(artefact) AS "artefactBytes"`;
const DEPLOYMENT_COLUMNS = `model_version AS "modelVersion", previous_version AS "previousVersion", kind, actor, reason,
  deployed_at AS "deployedAt"`;
const MAX_LISTED = 200;

/** The versions of the model and the record of which was active when. */
@Injectable()
export class ModelRegistry {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Stores a version; it is not active until it is deployed. Returns its name, `v1`, `v2`, ... */
  async register(model: NewModelVersion): Promise<string> {
    const rows: { version: string }[] = await this.dataSource.query(
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
  async deploy(version: string, deployment: Pick<Deployment, 'kind' | 'actor' | 'reason'>): Promise<void> {
    await this.dataSource.transaction((manager) => this.deployIn(manager, version, deployment));
  }

  /**
   * Makes a version the active one and tells every replica, once the transaction of `manager` commits. Until then other
   * deployments wait.
   *
   * @returns the id of the deployment
   * @throws NotFound
   */
  async deployIn(
    manager: EntityManager,
    version: string,
    { kind, actor, reason }: Pick<Deployment, 'kind' | 'actor' | 'reason'>,
  ): Promise<number> {
    await this.lockDeployments(manager);
    const made: { id: string }[] = await manager.query(
      `INSERT INTO deployment (model_version, previous_version, kind, actor, reason, deployed_at)
       SELECT v.version, (SELECT model_version FROM deployment ORDER BY id DESC LIMIT 1), $2, $3, $4, $5
       FROM model_version v WHERE v.version = $1 RETURNING id`,
      [version, kind, actor, reason, new Date(this.clock.now())],
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
    const rows: { version: string }[] = await this.dataSource.query(
      'SELECT model_version AS version FROM deployment ORDER BY id DESC LIMIT 1',
    );
    return rows[0]?.version;
  }

  /** The version that the active one replaced when it was last deployed or activated; a rollback to it does not count. */
  async replacedByActive(): Promise<string | undefined> {
    const rows: { version: string | null }[] = await this.dataSource.query(
      `SELECT previous_version AS version FROM deployment
       WHERE kind <> 'rollback' AND model_version = (SELECT model_version FROM deployment ORDER BY id DESC LIMIT 1)
       ORDER BY id DESC LIMIT 1`,
    );
    return rows[0]?.version ?? undefined;
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
