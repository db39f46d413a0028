import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { CONFIG, type Config } from '../../config/index.js';

/** The costs of the config, so that a dashboard can weigh what labels say of the decisions in force. */
@Injectable()
export class CostGauge {
  constructor(@Inject(CONFIG) { retraining: { costs } }: Config, registry: Registry) {
    const gauge = new Gauge({
      name: 'ml_decision_cost',
      help: 'What the config says that a decision costs (retraining.costs), by kind: missed_positive, false_alarm, review (of each alarm); absent without costs.',
      labelNames: ['kind'],
      registers: [registry],
    });
    if (!costs) return;
    gauge.set({ kind: 'missed_positive' }, costs.missedPositive);
    gauge.set({ kind: 'false_alarm' }, costs.falseAlarm);
    gauge.set({ kind: 'review' }, costs.review);
  }
}
