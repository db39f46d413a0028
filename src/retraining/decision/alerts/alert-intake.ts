import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/index.js';
import { Clock } from '../../../platform/index.js';
import { Runs } from '../../runs/runs.js';
import { alertCause } from '../decide.js';
import { Episodes } from '../episodes/episodes.js';
import type { Alert } from './alert-payload.js';
import { type AlertKind, AlertStore } from './alert-store.js';

/** A run that an alert asked for. */
export interface AnsweredAlert extends AlertKind {
  readonly runId: number;
  readonly request: 'started' | 'joined' | 'busy';
}

/** Takes what Alertmanager tells: each firing of an alert that the config names asks until a run answers it. */
@Injectable()
export class AlertIntake {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: AlertStore,
    private readonly runs: Runs,
    private readonly episodes: Episodes,
    private readonly clock: Clock,
  ) {}

  /**
   * Records alerts and asks for runs. A firing that has had a run is only recorded, however often and to however many
   * replicas it is told; one whose process died before it could ask, that met the run of another cause, or whose run was
   * skipped will ask when it is told again.
   */
  take(alerts: readonly Alert[]): Promise<AnsweredAlert[]> {
    // One at a time: asking for a run takes a second connection while the first one holds the alerts.
    const answer = this.turn.catch(() => undefined).then(() => this.takeNow(alerts));
    this.turn = answer;
    return answer;
  }

  private async takeNow(alerts: readonly Alert[]): Promise<AnsweredAlert[]> {
    const now = new Date(this.clock.now());
    const { alerts: names } = this.config.retraining;
    const answered = await this.store.transaction(async (manager) => {
      await this.store.record(manager, alerts, now);
      const asked: AnsweredAlert[] = [];
      for (const { alertname, cause } of await this.store.unanswered(manager, alerts, names, now)) {
        const actor = alertCause(alertname, cause);
        const { kind, runId } = await this.runs.request('alert', actor, `the ${actor.replace(':', ' ')} fires`);
        await this.store.answer(manager, { alertname, cause }, runId, now);
        asked.push({ alertname, cause, runId, request: kind });
      }
      return asked;
    });
    await this.follow(alerts.filter(({ alertname }) => names.includes(alertname)));
    return answered;
  }

  private async follow(alerts: readonly Alert[]): Promise<void> {
    const kinds = new Map(alerts.map(({ alertname, cause }) => [alertCause(alertname, cause), { alertname, cause }]));
    for (const [cause, kind] of kinds) {
      const state = (await this.store.fires(kind)) ? 'breach' : 'ok';
      await this.episodes.follow(new Map([[cause, state]]));
    }
  }
}
