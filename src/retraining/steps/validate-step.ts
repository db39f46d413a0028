import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import type { TrainingSet } from '../../forest/index.js';
import { ModelRegistry, type ModelVersion } from '../../models/index.js';
import { Analyst } from '../analysis/analyst.js';
import type { Comparison, Contender } from '../analysis/compare-models.js';
import { gateRefusal, judge } from '../gate/judge.js';
import { lopsided } from '../gate/threshold.js';
import { comparisonRefusal } from '../rows/refusal.js';
import type { RowPart, TrainingRows } from '../rows/training-rows.js';
import { isAskedFor, type Step, type StepContext, type StepResult } from '../runs/run.js';
import { Champion, type ChampionVersion } from './champion.js';
import { trainedOf, type ValidateOutput } from './outputs.js';
import { PreparedRows } from './prepared-rows.js';
import { segmentCodes } from './segment-codes.js';

/** Compares challenger and champion on held-out rows that neither was fitted on, and judges. */
@Injectable()
export class ValidateStep implements Step {
  readonly name = 'validate';

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly prepared: PreparedRows,
    private readonly champion: Champion,
    private readonly registry: ModelRegistry,
    private readonly analyst: Analyst,
  ) {}

  async run(context: StepContext): Promise<StepResult> {
    try {
      return await this.compare(context);
    } finally {
      this.prepared.release();
    }
  }

  private async compare(context: StepContext): Promise<StepResult> {
    const { version } = trainedOf(context);
    const [rows, champion, challenger] = await Promise.all([
      this.prepared.of(context),
      this.champion.current(),
      this.registry.get(version),
    ]);
    const { set, part } = rows.heldOutAfter(
      Math.max(champion?.fittedUpTo ?? -Infinity, Date.parse(challenger.training.to)),
    );
    const unmeasured = this.unmeasured(challenger, champion, part);
    if (!champion) {
      context.log('no version is active: there is nothing to compare with');
      return { kind: 'done', output: { ...unmeasured, passed: true } };
    }
    const refuse = (explanation: string): StepResult => {
      return { kind: 'end', outcome: 'refused', explanation, output: unmeasured };
    };
    const refusal = comparisonRefusal(part.rows, part.positives);
    if (refusal !== undefined) {
      return refuse(
        `too few rows are newer than what ${champion.details.version} and ${version} were fitted on: ${refusal}`,
      );
    }
    const readable = await this.champion.on(champion, set, rows.schema);
    if (readable.kind === 'unreadable') {
      return refuse(
        `${readable.reason}; activate ${version} by hand to use it (POST /admin/models/${version}/activate)`,
      );
    }
    const comparison = await this.measured({ set, part, rows, champion: readable.contender, version }, context);
    return this.judged(comparison, unmeasured, version, context);
  }

  private async measured(
    {
      set,
      part,
      rows,
      champion,
      version,
    }: { set: TrainingSet; part: RowPart; rows: TrainingRows; champion: Contender; version: string },
    context: StepContext,
  ): Promise<Comparison> {
    const [artefact, segments] = await Promise.all([
      this.registry.artefact(version),
      segmentCodes(this.config.segments, set.columns, rows.schema.features),
    ]);
    context.log(`comparing on ${part.rows} rows`);
    const { costs } = this.config.retraining;
    const objection = costs && lopsided(part, rows.fittedPart);
    if (objection !== undefined) context.log(objection);
    return this.analyst.run(
      {
        kind: 'compare',
        truth: set,
        champion,
        challenger: { artefact, columns: set.columns, threshold: this.config.decisionThreshold },
        segments,
        costs: objection === undefined ? costs : undefined,
        seed: this.config.forest.seed,
      },
      context,
    );
  }

  private judged(
    { evidence, thresholds }: Comparison,
    unmeasured: ValidateOutput,
    version: string,
    context: StepContext,
  ): StepResult {
    const checks = judge(evidence, this.config.retraining.gate, !isAskedFor(context.run));
    for (const { name, passed, detail } of checks) context.log(`${passed ? 'passed' : 'FAILED'} ${name}: ${detail}`);
    const refusal = gateRefusal(checks);
    const { champion, challenger } = unmeasured;
    const output: ValidateOutput = {
      ...unmeasured,
      champion: champion && { ...champion, figures: evidence.champion, threshold: thresholds.champion },
      challenger: { ...challenger, figures: evidence.challenger, threshold: thresholds.challenger },
      thresholds: thresholds.arePicked ? 'picked anew' : 'as they stand',
      checks,
      passed: refusal === undefined,
      ...(evidence.averagePrecision && { averagePrecision: evidence.averagePrecision }),
      ...(evidence.scorePsi !== undefined && { scorePsi: evidence.scorePsi }),
      scoringMicros: evidence.scoringMicros,
    };
    if (refusal === undefined) return { kind: 'done', output };
    const explanation = `${version} is not as good as ${champion?.version ?? ''} on ${evidence.rows} newer rows. ${refusal}`;
    return { kind: 'end', outcome: 'refused', explanation, output };
  }

  private unmeasured(challenger: ModelVersion, champion: ChampionVersion | undefined, part: RowPart): ValidateOutput {
    return {
      champion: champion
        ? {
            version: champion.details.version,
            deploymentId: champion.deploymentId,
            figures: {},
            threshold: champion.threshold,
          }
        : null,
      challenger: { version: challenger.version, figures: {}, threshold: this.config.decisionThreshold },
      comparedOn: part,
      thresholds: 'as they stand',
      checks: [],
      passed: false,
    };
  }
}
