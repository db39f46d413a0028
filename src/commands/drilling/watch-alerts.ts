import { setTimeout } from 'node:timers/promises';

const POLL_MS = 250;
const REQUEST_TIMEOUT_MS = 5_000;
const SETTLED_WITHIN_MS = 15_000;
/** For what was told of the first seconds to arrive. */
const SETTLE_MS = 2_000;
/** It always fires. */
const WATCHDOG = 'Watchdog';

/** An alert as Prometheus saw it, times of the machine. */
export interface SeenAlert {
  readonly name: string;
  /** Labels that tell it from others of its name: `feature_name=amount`. */
  readonly of: string;
  /** Its label of that name. */
  readonly cause?: string | undefined;
  readonly description: string;
  readonly firedMs: number;
  resolvedMs?: number;
}

interface PrometheusAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/** Follows what fires, by asking Prometheus four times a second. `seen` grows until `signal` aborts. */
export class AlertWatch {
  readonly seen: SeenAlert[] = [];
  /** When it began to look; undefined: not yet. */
  beganMs: number | undefined;

  constructor(private readonly prometheusUrl: string) {}

  /**
   * Begins when Prometheus has scraped the service and nothing fires, or after 15 s: it takes 5 s to look for its first
   * targets, and at the speed of a drill says meanwhile that there are none.
   */
  async follow(signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + SETTLED_WITHIN_MS;
    while (!signal.aborted && Date.now() < deadline && !(await this.isSettled())) await pause(POLL_MS, signal);
    await pause(SETTLE_MS, signal);
    this.beganMs = Date.now();
    while (!signal.aborted) {
      const firing = await this.firing();
      if (firing) this.note(firing);
      await pause(POLL_MS, signal);
    }
  }

  private async isSettled(): Promise<boolean> {
    const [up, firing] = await Promise.all([
      this.ask<{ result: unknown[] }>(`query?query=${encodeURIComponent('up{job=~"homeostat.*"} == 1')}`),
      this.firing(),
    ]);
    return (up?.result.length ?? 0) > 0 && firing?.length === 0;
  }

  private async firing(): Promise<PrometheusAlert[] | undefined> {
    const data = await this.ask<{ alerts: PrometheusAlert[] }>('alerts');
    return data?.alerts.filter(({ state, labels }) => state === 'firing' && labels['alertname'] !== WATCHDOG);
  }

  private async ask<T>(what: string): Promise<T | undefined> {
    try {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const answer = await fetch(`${this.prometheusUrl}/api/v1/${what}`, { signal });
      return ((await answer.json()) as { data: T }).data;
    } catch {
      return undefined;
    }
  }

  private note(firing: readonly PrometheusAlert[]): void {
    const now = Date.now();
    const named = firing.map(({ labels, annotations }) => {
      const { alertname = '', cause, feature_name: feature, model_version: version } = labels;
      const of = [cause, feature, version].filter((label) => label !== undefined).join(' ');
      return { name: alertname, of, cause, description: annotations['description'] ?? '' };
    });
    for (const alert of this.seen) {
      const fires = named.some(({ name, of }) => name === alert.name && of === alert.of);
      if (!fires) alert.resolvedMs ??= now;
    }
    for (const { name, of, cause, description } of named) {
      const known = this.seen.some((alert) => alert.name === name && alert.of === of && alert.resolvedMs === undefined);
      if (!known) this.seen.push({ name, of, cause, description, firedMs: now });
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
