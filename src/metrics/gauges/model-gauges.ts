import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ActiveModel, type Deployment, ModelRegistry, type ModelVersion } from '../../models/index.js';
import { registerStoreGauges } from '../../platform/index.js';

interface Versions {
  readonly active: string | undefined;
  readonly decisionThreshold: number | undefined;
  readonly deployments: readonly Pick<Deployment, 'kind' | 'deployedAt'>[];
  readonly versions: readonly ModelVersion[];
}

/** Older versions than these can still be read at /models; on /metrics they would be there for ever. */
const SHOWN_VERSIONS = 20;

/** Which versions there are, and which one answers. */
@Injectable()
export class ModelGauges {
  constructor(models: ActiveModel, versions: ModelRegistry, registry: Registry) {
    const snapshot = async (): Promise<Versions> => {
      const { version: active, decisionThreshold } = models.peek() ?? {};
      const [newest, deployments] = await Promise.all([versions.list(), versions.newestOfKinds()]);
      return {
        active,
        decisionThreshold,
        deployments,
        versions: newest.filter(({ version }, place) => place < SHOWN_VERSIONS || version === active),
      };
    };
    registerStoreGauges<Versions>(registry, snapshot, [
      {
        name: 'ml_model_info',
        help: `1 for each of the newest ${SHOWN_VERSIONS} model versions, with the engine that fitted it; absent before the first.`,
        labelNames: ['model_version', 'algorithm'],
        samples: (all) =>
          all.versions.map(({ version, engine }) => ({
            labels: { model_version: version, algorithm: engine },
            value: 1,
          })),
      },
      {
        name: 'ml_model_active',
        help: '1 for the version that answers in this process, 0 for the others: for some seconds after a swap replicas may differ; absent before the first version.',
        labelNames: ['model_version'],
        samples: ({ active, versions: all }) =>
          all.map(({ version }) => ({ labels: { model_version: version }, value: Number(version === active) })),
      },
      {
        name: 'ml_model_trained_timestamp_seconds',
        help: 'When each version was trained, in seconds since 1970; absent before the first.',
        labelNames: ['model_version'],
        samples: (all) =>
          all.versions.map(({ version, createdAt }) => ({
            labels: { model_version: version },
            value: createdAt.getTime() / 1_000,
          })),
      },
      {
        name: 'ml_model_trained_accuracy',
        help: 'Accuracy of each version on the newest rows of its training data, which it was not fitted on; absent where it was not measured.',
        labelNames: ['model_version'],
        samples: (all) =>
          all.versions.flatMap(({ version, metrics: { accuracy } }) =>
            accuracy === undefined ? [] : [{ labels: { model_version: version }, value: accuracy }],
          ),
      },
      {
        name: 'ml_decision_threshold',
        help: 'From this probability on a transaction is positive, for the version that answers in this process; absent while none does.',
        labelNames: ['model_version'],
        samples: ({ active, decisionThreshold }) =>
          active === undefined || decisionThreshold === undefined
            ? []
            : [{ labels: { model_version: active }, value: decisionThreshold }],
      },
      {
        name: 'ml_model_last_deployment_timestamp_seconds',
        help: 'When what answers was last changed, by kind (deploy, activate, rollback, threshold), in seconds since 1970; absent for kinds that never happened.',
        labelNames: ['kind'],
        samples: ({ deployments }) =>
          deployments.map(({ kind, deployedAt }) => ({ labels: { kind }, value: deployedAt.getTime() / 1_000 })),
      },
    ]);
  }
}
