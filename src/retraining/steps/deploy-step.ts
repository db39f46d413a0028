import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../models/index.js';
import type { Step, StepContext, StepResult } from '../runs/run.js';
import { ChampionChanged, deployAs } from './deploy-as.js';
import { validatedOf } from './outputs.js';

/** Makes the challenger the active version; every replica hears of it when the step's transaction commits. */
@Injectable()
export class DeployStep implements Step {
  readonly name = 'deploy';

  constructor(private readonly registry: ModelRegistry) {}

  async run(context: StepContext): Promise<StepResult> {
    const { champion, challenger, thresholds } = validatedOf(context);
    const active = await this.registry.activeDeployment();
    if (active?.id !== champion?.deploymentId) {
      const explanation = new ChampionChanged(active?.version).message;
      return { kind: 'end', outcome: 'refused', explanation, output: {} };
    }
    const decisionThreshold = thresholds === 'picked anew' ? challenger.threshold : null;
    const { version } = challenger;
    const reason = champion ? `passed the gate against ${champion.version}` : 'no version was active';
    context.log(`deploying ${version}`);
    return {
      kind: 'done',
      output: {},
      commit: (manager) =>
        deployAs(this.registry, manager, {
          version,
          replaces: champion?.deploymentId,
          deployment: { kind: 'deploy', actor: `run ${context.run.id}`, reason, decisionThreshold },
        }),
    };
  }
}
