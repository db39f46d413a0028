import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { AlertIntake } from './alerts/alert-intake.js';
import { AlertStore } from './alerts/alert-store.js';
import { AlertWebhookController } from './alerts/alert-webhook.controller.js';
import { ConditionStore } from './conditions/condition-store.js';
import { Conditions } from './conditions/conditions.js';
import { FigureSource } from './conditions/figure-source.js';
import { OwnFigures } from './conditions/own-figures.js';
import { Prometheus } from './conditions/prometheus.js';
import { DecisionFacts } from './decision-facts.js';
import { DecisionGauges } from './decision-gauges.js';
import { DecisionRetention } from './decision-retention.js';
import { EpisodeStore } from './episodes/episode-store.js';
import { Episodes } from './episodes/episodes.js';
import { EpisodesController } from './episodes/episodes.controller.js';

/** What the module of the room takes from here, beside CheckStep. */
export const DECISION_PROVIDERS = [
  AlertIntake,
  AlertStore,
  Conditions,
  ConditionStore,
  DecisionFacts,
  DecisionGauges,
  DecisionRetention,
  Episodes,
  EpisodeStore,
  OwnFigures,
  {
    provide: FigureSource,
    useFactory: ({ prometheusUrl }: Environment, own: OwnFigures): FigureSource =>
      prometheusUrl === undefined ? own : new Prometheus(prometheusUrl),
    inject: [ENVIRONMENT, OwnFigures],
  },
];

export const DECISION_CONTROLLERS = [AlertWebhookController, EpisodesController];
