import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FeatureDefinition } from '../config/index.js';
import { Clock } from '../platform/index.js';
import { type FeatureSchema, fingerprint } from './feature-schema.js';

/** Every version of the feature list that rows were ever stored under. */
@Injectable()
export class SchemaStore {
  private readonly schemas = new Map<number, FeatureSchema>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The version of this feature list, made when it is new. */
  async versionOf(features: readonly FeatureDefinition[]): Promise<FeatureSchema> {
    const identity = fingerprint(features);
    const json = JSON.stringify(features);
    await this.dataSource.query(
      `INSERT INTO feature_schema (fingerprint, features, created_at)
       SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM feature_schema WHERE fingerprint = $1)
       ON CONFLICT DO NOTHING`,
      [identity, json, new Date(this.clock.now())],
    );
    const [rows]: [{ version: number }[], number] = await this.dataSource.query(
      'UPDATE feature_schema SET features = $2 WHERE fingerprint = $1 RETURNING version',
      [identity, json],
    );
    const schema = { version: Number(rows[0]?.version), features };
    this.schemas.set(schema.version, schema);
    return schema;
  }

  async get(version: number): Promise<FeatureSchema> {
    const cached = this.schemas.get(version);
    if (cached) return cached;
    const rows: { features: FeatureDefinition[] }[] = await this.dataSource.query(
      'SELECT features FROM feature_schema WHERE version = $1',
      [version],
    );
    const found = rows[0];
    if (!found) throw new Error(`the store has no feature schema ${version}`);
    const schema = { version, features: found.features };
    this.schemas.set(version, schema);
    return schema;
  }
}
