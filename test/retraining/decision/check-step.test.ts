import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Episodes } from '../../../src/retraining/decision/episodes/episodes.js';
import { DecisionBench, HOUR } from './decision-bench.js';

const MINUTE = 60_000;

let bench: DecisionBench;
beforeEach(async () => {
  bench = await DecisionBench.start();
});
afterEach(() => bench.stop());

describe('the check of a scheduled run', () => {
  it('looks again every five minutes for an hour, then ends without a run', async () => {
    bench.figures = { accuracy: 0.95 };
    const { clock } = bench.service;
    const runId = await bench.ask('schedule');
    for (let look = 0; look < 12; look += 1) {
      expect(await bench.check(runId)).toMatchObject({ kind: 'again', at: clock.now() + 5 * MINUTE });
      clock.advance(5 * MINUTE);
    }
    expect(await bench.check(runId)).toEqual({
      kind: 'end',
      outcome: 'skipped',
      explanation: 'no condition holds: accuracy is fine (0.95, not < 0.9); latency has no data (no series)',
      output: {
        decision: 'skip',
        cause: null,
        reason: 'no condition holds: accuracy is fine (0.95, not < 0.9); latency has no data (no series)',
        evidence: [
          { name: 'accuracy', expr: 'accuracy < 0.9', source: 'prometheus', limit: '< 0.9', state: 'ok', value: 0.95 },
          {
            name: 'latency',
            expr: 'latency > 0.3',
            source: 'prometheus',
            limit: '> 0.3',
            state: 'no-data',
            detail: 'no series',
          },
        ],
      },
    });
    expect(await bench.episodes()).toEqual([]);
  });

  it('goes on when a condition holds, and opens an episode of each that does', async () => {
    bench.figures = { accuracy: 0.786, latency: 0.4 };
    const { output, runId } = await bench.decided();
    expect(output).toMatchObject({
      decision: 'retrain',
      cause: 'condition:accuracy',
      reason: 'accuracy is in breach (0.786 < 0.9); latency is in breach (0.4 > 0.3)',
    });
    expect(await bench.episodes()).toMatchObject([
      { cause: 'condition:accuracy', state: 'open', run_id: runId, figure: '0.786 < 0.9', closed_at: null },
      { cause: 'condition:latency', state: 'open', run_id: runId, figure: '0.4 > 0.3' },
    ]);
  });

  it('shows what it saw on /metrics: absent for no data and for errors', async () => {
    bench.figures = { accuracy: 0.786, latency: 0.1 };
    await bench.decided();
    expect(await bench.service.metric('ml_retraining_condition')).toEqual({
      '{condition="accuracy"}': 1,
      '{condition="latency"}': 0,
    });
    expect(await bench.service.metric('ml_retraining_episodes')).toEqual({
      '{state="open"}': 1,
      '{state="escalated"}': 0,
    });
    bench.figures = { accuracy: 'down' };
    await bench.check(1);
    expect(await bench.service.metric('ml_retraining_condition')).toEqual({});
  });

  it('takes a Prometheus that is down for evidence, and asks again', async () => {
    bench.figures = { accuracy: 'down', latency: 0.1 };
    const runId = await bench.ask('schedule');
    expect(await bench.check(runId)).toMatchObject({
      kind: 'again',
      output: { evidence: [{ state: 'error', detail: 'Prometheus answered 503: starting' }, { state: 'ok' }] },
    });
    bench.figures = { accuracy: 0.7 };
    expect(await bench.check(runId)).toMatchObject({ kind: 'done', output: { cause: 'condition:accuracy' } });
  });
});

describe('the check of a run by hand', () => {
  it('needs no condition', async () => {
    expect((await bench.decided('manual')).output).toMatchObject({ decision: 'retrain', cause: 'manual' });
    expect(await bench.episodes()).toEqual([]);
  });

  it('holds to cooldown and daily maximum, unless forced', async () => {
    const { clock } = bench.service;
    const first = await bench.decided('manual');
    await bench.finish(first.runId, 'deployed');
    clock.advance(6 * HOUR - 1);
    const early = await bench.ask('manual');
    expect(await bench.check(early)).toMatchObject({
      kind: 'end',
      outcome: 'skipped',
      explanation: expect.stringContaining('cooldown of 6h'),
    });
    await bench.finish(early, 'skipped', { trained: false });
    clock.advance(1);
    const second = await bench.decided('manual');
    expect(second.output.decision).toBe('retrain');
    await bench.finish(second.runId, 'refused');
    clock.advance(6 * HOUR);
    expect((await bench.decided('manual')).output.reason).toContain('2 runs trained in the last 24 hours');
    const forced = await bench.decided('manual', { force: true });
    expect(forced.output).toMatchObject({ decision: 'retrain', cause: 'manual' });
  });

  it('does not wait after runs that trained nothing', async () => {
    const first = await bench.decided('manual');
    await bench.finish(first.runId, 'threshold-moved', { trained: false });
    expect((await bench.decided('manual')).output.decision).toBe('retrain');
  });
});

describe('an episode', () => {
  /** Accuracy falls, and a run for it ends so. */
  async function treated(outcome: 'deployed' | 'refused' | 'failed'): Promise<void> {
    bench.figures = { accuracy: 0.786 };
    const { runId, output } = await bench.decided();
    expect(output.decision).toBe('retrain');
    await bench.finish(runId, outcome, { trained: outcome !== 'failed' });
  }

  it('heals when there is a figure that is fine, not while there is none', async () => {
    await treated('deployed');
    bench.service.clock.advance(24 * HOUR);
    bench.figures = { accuracy: 'none' };
    await bench.decided();
    expect(await bench.episodes()).toMatchObject([{ state: 'open' }]);
    bench.service.clock.advance(24 * HOUR);
    bench.figures = { accuracy: 0.93 };
    await bench.decided();
    expect(await bench.episodes()).toMatchObject([
      { cause: 'condition:accuracy', state: 'healed', seconds: 2 * 24 * 3_600 },
    ]);
    expect(await bench.notices()).toEqual([]);
  });

  it('escalates once the figures had time to follow, and starts no further run by itself without news, until it is gone', async () => {
    const { clock } = bench.service;
    await treated('deployed');
    clock.advance(24 * HOUR);
    expect((await bench.decided()).output.reason).toContain(
      'accuracy is in breach, but the figures have not had time to follow run 1 (deployed): 0 of 5 labels have come',
    );
    await bench.label(5);
    expect((await bench.decided()).output).toMatchObject({
      decision: 'skip',
      reason: 'accuracy is in breach, but run 1 (deployed) did not cure it',
    });
    expect(await bench.episodes()).toMatchObject([
      { state: 'escalated', explanation: 'run 1 (deployed) did not cure it', closed_at: null },
    ]);
    clock.advance(30 * 24 * HOUR);
    expect((await bench.decided()).output.reason).toContain('people were told');
    expect(await bench.notices()).toEqual(['episode-1-escalated']);
    expect(await bench.service.metric('ml_retraining_episodes')).toMatchObject({ '{state="escalated"}': 1 });

    bench.figures = { accuracy: 0.95 };
    await bench.decided();
    expect(await bench.notices()).toEqual(['episode-1-escalated', 'episode-1-healed']);
    bench.figures = { accuracy: 0.5 };
    expect((await bench.decided()).output.decision).toBe('retrain');
    expect(await bench.episodes()).toMatchObject([
      { id: 2, state: 'open' },
      { id: 1, state: 'healed' },
    ]);
  });

  it('has another run once as many newer labels have come as the last run held out, then twice as many', async () => {
    const { clock } = bench.service;
    await treated('refused');
    clock.advance(24 * HOUR);
    await bench.label(19);
    expect((await bench.decided()).output.reason).toBe('accuracy is in breach, but run 1 (refused) did not cure it');
    expect((await bench.decided()).output.reason).toContain(
      'people were told: 19 of the 20 newer labels that another run would need have come since run 1 (refused)',
    );
    await bench.label(1);
    const second = await bench.decided();
    expect(second.output).toMatchObject({ decision: 'retrain', cause: 'condition:accuracy' });
    clock.advance(HOUR);
    await bench.finish(second.runId, 'deployed', { heldOut: 15 });
    clock.advance(24 * HOUR);
    await bench.label(29);
    expect((await bench.decided()).output.reason).toContain('29 of the 30 newer labels');
    await bench.label(1);
    expect((await bench.decided()).output.decision).toBe('retrain');
    expect(await bench.episodes()).toMatchObject([{ id: 1, state: 'escalated' }]);
    expect(await bench.notices()).toEqual(['episode-1-escalated']);
  });

  it('does not hold back a run by hand, nor another cause', async () => {
    await treated('refused');
    bench.service.clock.advance(24 * HOUR);
    await bench.decided();
    expect(await bench.episodes()).toMatchObject([{ state: 'escalated' }]);
    bench.figures = { accuracy: 0.786, latency: 0.5 };
    const other = await bench.decided();
    expect(other.output).toMatchObject({ decision: 'retrain', cause: 'condition:latency' });
    await bench.finish(other.runId, 'cancelled', { trained: false });
    expect((await bench.decided('manual')).output.decision).toBe('retrain');
  });

  it('closed by a rollback, starts no further run without news', async () => {
    const { clock, dataSource } = bench.service;
    await treated('deployed');
    const episodes = bench.service.application.get(Episodes, { strict: false });
    await dataSource.transaction((manager) => episodes.rolledBack(manager, 'v2 was rolled back'));
    expect(await bench.episodes()).toMatchObject([{ state: 'rolled-back' }]);
    clock.advance(24 * HOUR);
    await bench.label(19);
    expect((await bench.decided()).output).toMatchObject({
      decision: 'skip',
      reason: expect.stringContaining('was rolled back and people were told: 19 of the 20 newer labels'),
    });
    await bench.label(1);
    expect((await bench.decided()).output.decision).toBe('retrain');
    expect(await bench.episodes()).toMatchObject([
      { id: 2, state: 'open' },
      { id: 1, state: 'rolled-back' },
    ]);
  });

  it('allows failed runs up to the daily maximum, then escalates', async () => {
    await treated('failed');
    bench.service.clock.advance(24 * HOUR);
    await treated('failed');
    bench.service.clock.advance(24 * HOUR);
    expect((await bench.decided()).output.reason).toBe('accuracy is in breach, but 2 runs for it failed');
    expect(await bench.episodes()).toMatchObject([{ state: 'escalated', run_id: 1 }]);
  });

  it('is told of once, however many checks look at it at once', async () => {
    await treated('refused');
    bench.service.clock.advance(24 * HOUR);
    const runId = await bench.ask('schedule');
    await Promise.all([bench.check(runId), bench.check(runId), bench.check(runId)]);
    expect(await bench.notices()).toEqual(['episode-1-escalated']);
  });

  it('of a condition that the config no longer names is withdrawn', async () => {
    await treated('deployed');
    await bench.service.dataSource.query(`UPDATE episode SET cause = 'condition:gone'`);
    await bench.decided();
    expect(await bench.episodes()).toMatchObject([{ cause: 'condition:gone', state: 'withdrawn' }]);
  });
});

it('nothing follows while a version is on probation', async () => {
  const { dataSource, clock } = bench.service;
  await dataSource.query(
    `INSERT INTO probation (deployment_id, model_version, former_version, began_at, ends_at, status)
     SELECT id, 'v1', 'v1', $1, $2, 'active' FROM deployment LIMIT 1`,
    [new Date(clock.now()), new Date(clock.now() + 72 * HOUR)],
  );
  bench.figures = { accuracy: 0.7 };
  expect((await bench.decided()).output.reason).toBe(
    'accuracy is in breach (0.7 < 0.9), but v1 is on probation for 3d more',
  );
});
