import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../platform/index.js';
import type { Run, Step, StepCommit, StepContext, StepResult } from '../runs/run.js';
import type { ConditionResult } from './conditions/condition-result.js';
import { Conditions } from './conditions/conditions.js';
import { conditionCause, decide, type Decision, figureText } from './decide.js';
import { DecisionFacts } from './decision-facts.js';
import type { Cause } from './episodes/episode.js';
import { Episodes } from './episodes/episodes.js';

/** What a check made, as it is stored. */
interface CheckOutput {
  readonly decision: Decision['kind'];
  readonly cause: string | null;
  readonly reason: string;
  readonly evidence: readonly ConditionResult[];
}

/**
 * Decides whether a run goes on. The clock's runs need a condition that holds, and look again every
 * `schedule.poke_every` for `schedule.poke_for`; alerts and people need none, and are answered at once.
 */
@Injectable()
export class CheckStep implements Step {
  readonly name = 'check';

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly conditions: Conditions,
    private readonly facts: DecisionFacts,
    private readonly episodes: Episodes,
  ) {}

  async run(context: StepContext): Promise<StepResult> {
    const { run } = context;
    const evidence = await this.conditions.evaluate(context.signal);
    for (const { name, state, detail } of evidence) {
      if (state === 'error') context.log(`condition ${name} could not be told: ${detail ?? ''}`);
    }
    const decision = await this.decide(run, evidence);
    context.log(`${decision.kind}: ${decision.reason}`);
    const cause = decision.kind === 'retrain' ? decision.cause : null;
    const output: CheckOutput = { decision: decision.kind, cause, reason: decision.reason, evidence };
    if (cause === null) return this.skipped(run, output);
    const commit: StepCommit = async (manager) => {
      await this.episodes.open(manager, run.id, causesOf(run, evidence));
      return {};
    };
    return { kind: 'done', output, commit };
  }

  private async decide(run: Run, conditions: readonly ConditionResult[]): Promise<Decision> {
    const { cooldown, maximumPerDay } = this.config.retraining;
    const now = this.clock.now();
    const seen = new Map(conditions.map(({ name, state }) => [conditionCause(name), state]));
    if (run.trigger === 'alert') seen.set(run.actor, 'breach');
    const held = await this.episodes.follow(seen);
    const facts = await this.facts.read(run.id, now);
    return decide(
      { now, trigger: run.trigger, force: run.force, askedCause: askedCause(run), conditions, held, ...facts },
      { cooldownMs: cooldown, maximumPerDay, minimumRows: this.config.training.minimumRows },
    );
  }

  private skipped(run: Run, output: CheckOutput): StepResult {
    const { pokeEvery, pokeFor } = this.config.retraining.schedule;
    const at = this.clock.now() + pokeEvery;
    const pokesOn = run.trigger === 'schedule' && at <= run.requestedAt.getTime() + pokeFor;
    if (pokesOn) return { kind: 'again', at, output };
    return { kind: 'end', outcome: 'skipped', explanation: output.reason, output };
  }
}

/** The webhook names an alert's cause as the actor of the run that it asks for. */
function askedCause({ trigger, actor }: Run): string | undefined {
  if (trigger === 'schedule') return undefined;
  return trigger === 'alert' ? actor : 'manual';
}

/** Whatever calls for a run when one begins: the run is to cure all of it. */
function causesOf(run: Run, conditions: readonly ConditionResult[]): Cause[] {
  const breaching = conditions.filter(({ state }) => state === 'breach');
  return [
    ...breaching.map((condition) => ({ cause: conditionCause(condition.name), figure: figureText(condition) })),
    ...(run.trigger === 'alert' ? [{ cause: run.actor, figure: null }] : []),
  ];
}
