import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { EvidenceReader } from './evidence.js';
import { judge, type ProbationPolicy } from './judge.js';
import { Probations } from './probations.js';
import { Rollbacks } from './rollbacks.js';

/** The check of each minute: evidence, judgement, and what follows from it. */
@Injectable()
export class ProbationChecks {
  private readonly policy: ProbationPolicy;

  constructor(
    @Inject(CONFIG) { retraining }: Config,
    private readonly probations: Probations,
    private readonly evidence: EvidenceReader,
    private readonly rollbacks: Rollbacks,
  ) {
    this.policy = { ...retraining.probation, averagePrecisionMargin: retraining.gate.averagePrecisionMargin };
  }

  /** Makes the check that is due, if one is and no other replica has taken it. */
  async checkDue(): Promise<void> {
    const probation = await this.probations.takeDueCheck();
    if (!probation) return;
    const judgement = judge(await this.evidence.read(probation), this.policy);
    const { checks, verdict } = judgement;
    await this.probations.noteChecks(probation, checks);
    if (verdict.kind === 'keep') return;
    if (verdict.kind === 'roll-back') await this.rollbacks.endProbation(probation, judgement, verdict.explanation);
    else await this.probations.pass(probation, verdict.kind, verdict.explanation);
  }
}
