import type { Outcome, Run, StepContext } from '../runs/run.js';
import type { DeployOutput, PrepareOutput, TrainOutput, ValidateOutput } from '../steps/outputs.js';

/** What check says, as far as it is told. */
interface Checked {
  readonly cause: string | null;
  readonly reason: string;
  readonly evidence: readonly {
    readonly name: string;
    readonly expr: string;
    readonly state: string;
    readonly value?: number;
  }[];
}

/** What a run did, as far as it got. */
export interface RunReport {
  readonly run: Run;
  readonly outcome: Outcome;
  readonly check?: Checked;
  readonly prepare?: PrepareOutput;
  readonly train?: TrainOutput;
  readonly validate?: ValidateOutput;
  readonly deploy?: DeployOutput;
}

/** The report of a run whose outcome is known. */
export function reportOf(context: Pick<StepContext, 'run' | 'outputOf'>): RunReport {
  const { run } = context;
  const outputs = {
    check: context.outputOf('check') as Checked | undefined,
    prepare: context.outputOf('prepare') as PrepareOutput | undefined,
    train: context.outputOf('train') as TrainOutput | undefined,
    validate: context.outputOf('validate') as ValidateOutput | undefined,
    deploy: context.outputOf('deploy') as DeployOutput | undefined,
  };
  const made = Object.entries(outputs).filter(([, output]) => output && Object.keys(output).length > 0);
  return {
    run,
    outcome: run.outcome ?? 'deployed',
    ...(Object.fromEntries(made) as Partial<typeof outputs>),
  } as RunReport;
}
