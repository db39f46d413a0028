import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { type Config, ConfigModule, readEnvironment } from '../../../src/config/index.js';
import { DatabaseModule, PlatformModule } from '../../../src/platform/index.js';
import { Notices } from '../../../src/retraining/notices/notices.js';
import { runProviders } from '../../../src/retraining/runs/providers.js';
import {
  type Step,
  STEP_NAMES,
  type StepContext,
  type StepName,
  type StepResult,
  STEPS,
} from '../../../src/retraining/runs/run.js';
import { type RunRow, RunStore } from '../../../src/retraining/runs/run-store.js';
import { RunWorker } from '../../../src/retraining/runs/run-worker.js';
import { Runs } from '../../../src/retraining/runs/runs.js';
import type { StepRow } from '../../../src/retraining/runs/step-row.js';
import { DrivenClock } from '../../support/clock.js';
import { testConfig } from '../../support/config.js';
import { openTestDatabase } from '../../support/database.js';

type Behaviour = (context: StepContext) => Promise<StepResult> | StepResult;

/** The six steps, which do what the test says; without a word they are done at once. */
export class ScriptedSteps {
  /** Each attempt that was begun, in order: `train 2`. */
  readonly begun: string[] = [];
  private readonly behaviours = new Map<StepName, Behaviour>();

  on(step: StepName, behaviour: Behaviour): this {
    this.behaviours.set(step, behaviour);
    return this;
  }

  all(): Step[] {
    return STEP_NAMES.map((name) => ({
      name,
      run: async (context) => {
        this.begun.push(`${name} ${context.attempt}`);
        const behaviour = this.behaviours.get(name);
        return behaviour ? behaviour(context) : { kind: 'done', output: {} };
      },
    }));
  }
}

/** The run engine of one replica, with the timers of a service and a clock that the test drives. */
export class Replica {
  private constructor(
    readonly application: INestApplicationContext,
    readonly dataSource: DataSource,
    readonly clock: DrivenClock,
    readonly steps: ScriptedSteps,
  ) {}

  static async start({
    databaseUrl,
    clock = new DrivenClock(),
    steps = new ScriptedSteps(),
    retraining = {},
    role = 'all',
  }: {
    databaseUrl?: string;
    clock?: DrivenClock;
    steps?: ScriptedSteps;
    retraining?: NonNullable<Parameters<typeof testConfig>[0]>['retraining'];
    role?: 'all' | 'api' | 'worker';
  } = {}): Promise<Replica> {
    const dataSource = await openTestDatabase(databaseUrl);
    const config: Config = testConfig({ retraining });
    const environment = readEnvironment({ ROLE: role });
    const module = {
      module: Engine,
      imports: [
        ConfigModule.register(config, environment),
        PlatformModule.register(clock),
        DatabaseModule.register(dataSource),
        ScheduleModule.forRoot(),
      ],
      providers: [Notices, ...runProviders([]), { provide: STEPS, useValue: steps.all() }],
    };
    const application = await NestFactory.createApplicationContext(module, { logger: false });
    return new Replica(application, dataSource, clock, steps);
  }

  get runs(): Runs {
    return this.get(Runs);
  }

  /** Does all that is due now. */
  turn(): Promise<void> {
    return this.get(RunWorker).turn();
  }

  run(id: number): Promise<RunRow> {
    return this.get(RunStore).get(id);
  }

  async step(runId: number, step: StepName): Promise<StepRow> {
    const steps = await this.get(RunStore).steps(runId);
    return steps.find(({ name }) => name === step)!;
  }

  /** The steps' states, in order. */
  async states(runId: number): Promise<string> {
    const steps = await this.get(RunStore).steps(runId);
    return steps.map(({ name, status }) => `${name} ${status}`).join(', ');
  }

  /** Keys of the notices that were told of a run. */
  async notices(): Promise<string[]> {
    const rows = await this.dataSource.query('SELECT key FROM notice ORDER BY id');
    return rows.map(({ key }: { key: string }) => key);
  }

  /** What the registry of this process says of a metric, by labels. */
  async metric(name: string): Promise<Record<string, number>> {
    const lines = (await this.get(Registry).metrics()).split('\n');
    const samples = lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return Object.fromEntries(
      samples.map((line) => [
        line.slice(name.length, line.lastIndexOf(' ')),
        Number(line.slice(line.lastIndexOf(' '))),
      ]),
    );
  }

  /** Ends as a service does at SIGTERM. */
  async stop(): Promise<void> {
    await this.application.close();
    await this.dataSource.destroy();
  }

  get<T>(type: Type<T>): T {
    return this.application.get(type, { strict: false });
  }
}

@Module({})
class Engine {}

/** A promise that the test settles, and whether anybody waits for it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** As a step that works until it is stopped. */
export function untilAborted({ signal }: StepContext): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
