import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConfigInput, readEnvironment } from '../../../src/config/index.js';
import { CheckStep } from '../../../src/retraining/decision/check-step.js';
import type { Outcome, StepResult, Trigger } from '../../../src/retraining/runs/run.js';
import { RunStore } from '../../../src/retraining/runs/run-store.js';
import { Runs } from '../../../src/retraining/runs/runs.js';
import { FEATURES, testConfig } from '../../support/config.js';
import { TestService } from '../../support/service.js';

export const HOUR = 3_600_000;

/** A service whose runs only the test works on, with figures that the test sets, asked for as from Prometheus. */
export class DecisionBench {
  /** What each expression gives: a number for one series, `none` for no series, `down` for an error. */
  figures: Record<string, number | 'none' | 'down'> = {};
  private predictions = 0;

  private constructor(
    readonly service: TestService,
    private readonly server: Server,
  ) {}

  static async start(retraining: Partial<ConfigInput['retraining']> = {}): Promise<DecisionBench> {
    const started: { bench?: DecisionBench } = {};
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const [status, answer] = started.bench!.answer(new URLSearchParams(body).get('query') ?? '');
        response.writeHead(status).end(JSON.stringify(answer));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const conditions = [
      { name: 'accuracy', expr: 'accuracy < 0.9' },
      { name: 'latency', expr: 'latency > 0.3' },
    ];
    const service = await TestService.start({
      config: testConfig({ retraining: { conditions, ...retraining } }),
      environment: readEnvironment({ PROMETHEUS_URL: url, ROLE: 'api' }),
    });
    return (started.bench = new DecisionBench(service, server));
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Asks for a run. */
  async ask(trigger: Trigger, { force = false, actor = 'the test' } = {}): Promise<number> {
    const { runId } = await this.service.application
      .get(Runs, { strict: false })
      .request(trigger, actor, 'to see it decided', force);
    return runId;
  }

  /** One look of a run's check, as the worker does it; what it commits is committed. */
  async check(runId: number): Promise<StepResult> {
    const { application, dataSource } = this.service;
    const run = await application.get(RunStore, { strict: false }).get(runId);
    const result = await application.get(CheckStep, { strict: false }).run({
      run,
      attempt: 1,
      signal: new AbortController().signal,
      log: () => undefined,
      outputOf: () => undefined,
    });
    if (result.kind !== 'again') await dataSource.transaction(async (manager) => result.commit?.(manager));
    return result;
  }

  /** A run from its trigger to its decision; a skip finishes it. */
  async decided(trigger: Trigger = 'schedule', options = {}): Promise<{ runId: number; output: any }> {
    const runId = await this.ask(trigger, options);
    const { output, kind } = await this.check(runId);
    if (kind !== 'done') await this.finish(runId, 'skipped', { trained: false });
    return { runId, output };
  }

  async finish(runId: number, outcome: Outcome, { trained = true, heldOut = 20 } = {}): Promise<void> {
    const { dataSource, clock } = this.service;
    const now = new Date(clock.now());
    await dataSource.query(
      `UPDATE retraining_run SET status = 'finished', outcome = $2, finished_at = $3 WHERE id = $1`,
      [runId, outcome, now],
    );
    await dataSource.query(`UPDATE retraining_step SET output = $2 WHERE run_id = $1 AND name = 'prepare'`, [
      runId,
      JSON.stringify({ heldOut: { rows: heldOut } }),
    ]);
    if (trained) {
      await dataSource.query(`UPDATE retraining_step SET status = 'done' WHERE run_id = $1 AND name = 'train'`, [
        runId,
      ]);
    }
  }

  /** Scores transactions now, and says the truth of them. */
  async label(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      const id = `labelled-${(this.predictions += 1)}`;
      await this.service.post('/predict', { transaction_id: id, features: FEATURES });
      await this.service.post('/feedback', { transaction_id: id, actual_fraud: false });
    }
  }

  async episodes(): Promise<any[]> {
    return (await this.service.get('/admin/episodes', { host: 'localhost' })).body.episodes;
  }

  async notices(): Promise<string[]> {
    const rows = await this.service.dataSource.query('SELECT key FROM notice ORDER BY id');
    return rows.map(({ key }: { key: string }) => key);
  }

  private answer(query: string): [number, object] {
    const [metric = '', operator = '', limit] = query.split(' ');
    const figure = this.figures[metric] ?? 'none';
    if (figure === 'down') return [503, { status: 'error', error: 'starting' }];
    const comparisons: Record<string, (value: number) => boolean> = {
      '': () => true,
      '<': (value) => value < Number(limit),
      '>': (value) => value > Number(limit),
    };
    const holds = comparisons[operator];
    const result = figure !== 'none' && holds(figure) ? [{ metric: {}, value: [0, String(figure)] }] : [];
    return [200, { status: 'success', data: { resultType: 'vector', result } }];
  }
}
