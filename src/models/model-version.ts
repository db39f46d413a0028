import type { Reference } from './reference.js';

/** Figures of a version, from rows that it was not fitted on. A figure that its rows can't give is absent. */
export interface ModelMetrics {
  readonly accuracy?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
  readonly rocAuc?: number;
  readonly averagePrecision?: number;
}

/** What a version was fitted on. */
export interface TrainingSummary {
  readonly rows: number;
  readonly positives: number;
  /** The transactions' own times, ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Where the rows came from, in words. */
  readonly source: string;
  /** What `metrics` were measured on, in words. */
  readonly measuredOn: string;
  readonly seconds: number;
}

/** A version as the registry knows it, without its artefact. */
export interface ModelVersion {
  readonly version: string;
  readonly schemaVersion: number;
  readonly engine: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly metrics: ModelMetrics;
  readonly training: TrainingSummary;
  readonly createdAt: Date;
  readonly artefactBytes: number;
}

export type NewModelVersion = Omit<ModelVersion, 'version' | 'createdAt' | 'artefactBytes'> & {
  readonly artefact: Uint8Array;
  readonly reference: Reference;
};

/** One change of the active version. */
export interface Deployment {
  readonly modelVersion: string;
  readonly previousVersion: string | null;
  readonly kind: 'deploy' | 'activate' | 'rollback';
  readonly actor: string;
  readonly reason: string;
  readonly deployedAt: Date;
}
