import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/index.js';
import { Clock } from '../../../platform/index.js';
import { Runs } from '../../runs/runs.js';
import { alertCause } from '../decide.js';
import { Episodes } from '../episodes/episodes.js';
import type { Alert } from './alert-payload.js';
import { AlertStore } from './alert-store.js';

/** A run that an alert asked for. */
export interface AnsweredAlert {
  readonly alertname: string;
  readonly runId: number;
  readonly request: 'started' | 'joined' | 'busy';
}

/** Takes what Alertmanager tells: each firing of an alert that the config names asks for a run, once. */
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
   * Records alerts and asks for runs. A firing that asked before is only recorded, however often and to however many
   * replicas it is told; one whose process died before it could ask will ask when it is told again.
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
      for (const alertname of await this.store.unanswered(manager, alerts, names)) {
        const { kind, runId } = await this.runs.request('alert', alertCause(alertname), `the alert ${alertname} fires`);
        await this.store.answer(manager, alertname, runId);
        asked.push({ alertname, runId, request: kind });
      }
      return asked;
    });
    await this.follow(new Set(alerts.map(({ alertname }) => alertname).filter((name) => names.includes(name))));
    return answered;
  }

  private async follow(names: ReadonlySet<string>): Promise<void> {
    for (const name of names) {
      const state = (await this.store.fires(name)) ? 'breach' : 'ok';
      await this.episodes.follow(new Map([[alertCause(name), state]]));
    }
  }
}
