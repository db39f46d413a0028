import type { ReplayedService } from '../replayed-service.js';

/** A figure of the gate, as GET /admin/retrains/:run_id shows it. */
export interface GateCheck {
  readonly name: string;
  readonly passed: boolean;
  readonly value: number | null;
  readonly limit: number | null;
  readonly detail: string;
}

type ModelFigures = Readonly<Record<string, number | null>>;

/** A run that passed its check. */
export interface RunEvent {
  readonly runId: number;
  readonly at: string;
  readonly cause: string;
  readonly reason: string;
  readonly outcome: string;
  readonly explanation: string | null;
  readonly trainedOnRows: number | null;
  readonly checks: readonly GateCheck[];
  readonly champion: { readonly version: string; readonly figures: ModelFigures } | null;
  readonly challenger: { readonly version: string; readonly figures: ModelFigures } | null;
}

/** A change of the version that answers. */
export interface SwapEvent {
  readonly at: string;
  readonly kind: string;
  readonly version: string;
  readonly previousVersion: string | null;
  readonly actor: string;
  readonly reason: string;
}

export interface EpisodeEvent {
  readonly cause: string;
  readonly state: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly explanation: string | null;
}

/** What the service did, in the order of the file's time. */
export interface Timeline {
  /** Daily checks that found no reason to train. */
  readonly skippedChecks: number;
  readonly runs: readonly RunEvent[];
  readonly swaps: readonly SwapEvent[];
  readonly episodes: readonly EpisodeEvent[];
}

interface RunAnswer {
  readonly run_id: number;
  readonly status: string;
  readonly outcome: string | null;
  readonly explanation: string | null;
  readonly requested_at: string;
  readonly steps: readonly { readonly name: string; readonly output: Readonly<Record<string, unknown>> | null }[];
}

interface ModelAnswer {
  readonly deployments: readonly {
    readonly kind: string;
    readonly previous_version: string | null;
    readonly actor: string;
    readonly reason: string;
    readonly deployed_at: string;
  }[];
}

/** Follows what a service does, through its API. */
export class TimelineReader {
  private readonly runs: RunEvent[] = [];
  private readonly swaps = new Map<string, SwapEvent>();
  private skippedChecks = 0;
  private lastRun = 0;

  constructor(private readonly service: ReplayedService) {}

  /**
   * Notes the runs and deployments that are new.
   *
   * @returns whether a run is still under way, and whether one that ended was more than a check
   */
  async follow(): Promise<{ running: boolean; ran: boolean }> {
    const { runs } = (await this.service.get('/admin/retrains?limit=20')) as { runs: RunAnswer[] };
    const fresh = runs.filter(({ run_id, status }) => run_id > this.lastRun && status === 'finished').reverse();
    for (const { run_id, outcome } of fresh) {
      if (outcome === 'skipped') this.skippedChecks += 1;
      else this.runs.push(runEvent((await this.service.get(`/admin/retrains/${run_id}`)) as RunAnswer));
      this.lastRun = run_id;
    }
    const ran = fresh.some(({ outcome }) => outcome !== 'skipped');
    if (ran) await this.followSwaps();
    return { running: runs.some(({ status }) => status !== 'finished'), ran };
  }

  async end(): Promise<Timeline> {
    await this.follow();
    await this.followSwaps();
    const { episodes } = (await this.service.get('/admin/episodes')) as { episodes: Record<string, string | null>[] };
    return {
      skippedChecks: this.skippedChecks,
      runs: this.runs,
      swaps: [...this.swaps.values()].sort((a, b) => (a.at < b.at ? -1 : 1)),
      episodes: episodes.map((episode) => ({
        cause: episode['cause'] ?? '',
        state: episode['state'] ?? '',
        openedAt: episode['opened_at'] ?? '',
        closedAt: episode['closed_at'] ?? null,
        explanation: episode['explanation'] ?? null,
      })),
    };
  }

  private async followSwaps(): Promise<void> {
    const { models } = (await this.service.get('/models')) as { models: { version: string }[] };
    for (const { version } of models) {
      const { deployments } = (await this.service.get(`/models/${version}`)) as ModelAnswer;
      for (const { kind, previous_version, actor, reason, deployed_at } of deployments) {
        if (previous_version === null) continue;
        const swap = { at: deployed_at, kind, version, previousVersion: previous_version, actor, reason };
        this.swaps.set(`${deployed_at} ${version}`, swap);
      }
    }
  }
}

function runEvent(run: RunAnswer): RunEvent {
  const output = (step: string): Readonly<Record<string, unknown>> =>
    run.steps.find(({ name }) => name === step)?.output ?? {};
  const [check, train, validate] = [output('check'), output('train'), output('validate')];
  return {
    runId: run.run_id,
    at: run.requested_at,
    cause: (check['cause'] as string | undefined) ?? '',
    reason: (check['reason'] as string | undefined) ?? '',
    outcome: run.outcome ?? '',
    explanation: run.explanation,
    trainedOnRows: (train['rows'] as number | undefined) ?? null,
    checks: (validate['checks'] as GateCheck[] | undefined) ?? [],
    champion: (validate['champion'] as RunEvent['champion'] | undefined) ?? null,
    challenger: (validate['challenger'] as RunEvent['challenger'] | undefined) ?? null,
  };
}
