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

/** One change of what answers: of the active version, or (`threshold`) of its decision threshold alone. */
export interface Deployment {
  readonly modelVersion: string;
  readonly previousVersion: string | null;
  readonly kind: 'deploy' | 'activate' | 'rollback' | 'threshold';
  readonly actor: string;
  readonly reason: string;
  readonly deployedAt: Date;
  /** From this probability on a transaction is positive; null for the config's. */
  readonly decisionThreshold: number | null;
}

export type NewDeployment = Pick<Deployment, 'kind' | 'actor' | 'reason'> & {
  /** null for the config's; absent for the one that the version had when it was last active. */
  readonly decisionThreshold?: number | null;
};

/** A version with its decision threshold; null for the config's. */
export interface RollbackTarget {
  readonly version: string;
  readonly decisionThreshold: number | null;
}

/** What answers, since the deployment of this id. */
export interface ActiveDeployment extends RollbackTarget {
  readonly id: number;
}

/** A version that became active, by a run or by hand, and what answered before it. */
export interface Promotion {
  /** Of the deployment. */
  readonly id: number;
  readonly version: string;
  readonly deployedAt: Date;
  readonly former: RollbackTarget | undefined;
  /** Whether both were trained for the same feature list; null without a former version. */
  readonly sameFeatures: boolean | null;
}
