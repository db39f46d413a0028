import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { configSchema, readEnvironment } from '../../../../src/config/index.js';
import { OwnFigures } from '../../../../src/retraining/decision/conditions/own-figures.js';
import { DrivenClock } from '../../../support/clock.js';
import { testConfig } from '../../../support/config.js';
import { TestService } from '../../../support/service.js';

const MINUTE = 60_000;
const signalless = async (own: OwnFigures, text: string, clock: DrivenClock): Promise<any> =>
  (await own.evaluate([text], clock.now()))[0];

async function figuresOf(expr: string) {
  const registry = new Registry();
  const registers = [registry];
  const latency = new Histogram({ name: 'latency_seconds', help: '-', buckets: [0.1, 0.5, 1], registers });
  const requests = new Counter({ name: 'requests_total', help: '-', labelNames: ['code', 'empty'], registers });
  new Gauge({
    name: 'accuracy',
    help: '-',
    registers,
    collect() {
      this.set(0.786);
    },
  });
  const clock = new DrivenClock();
  const config = testConfig({ retraining: { conditions: [{ name: 'it', expr }] } });
  const own = new OwnFigures(config, readEnvironment({}), registry, clock);
  await own.onApplicationBootstrap();
  return { own, clock, latency, requests };
}

it('reads what the process shows now', async () => {
  const { own, clock, requests } = await figuresOf('accuracy < 0.9');
  requests.inc({ code: '200', empty: '' }, 3);
  expect(await signalless(own, 'accuracy', clock)).toEqual({
    kind: 'vector',
    samples: [{ labels: { __name__: 'accuracy' }, value: 0.786 }],
  });
  expect((await signalless(own, 'requests_total', clock)).samples[0].labels).toEqual({
    __name__: 'requests_total',
    code: '200',
  });
});

it('tells quantiles of the last hour, not of all time, from the notes of each minute', async () => {
  const expr = 'histogram_quantile(0.5, sum by (le) (rate(latency_seconds_bucket[1h])))';
  const { own, clock, latency } = await figuresOf(`${expr} > 0.3`);
  for (let minute = 0; minute < 180; minute += 1) {
    for (let request = 0; request < 10; request += 1) latency.observe(minute < 100 ? 0.05 : 0.75);
    clock.advance(MINUTE);
    await own.record();
  }
  expect((await signalless(own, expr, clock)).samples).toEqual([{ labels: {}, value: 0.75 }]);
});

it('has no rate of a counter that it has seen once', async () => {
  const { own, clock } = await figuresOf('rate(latency_seconds_count[1h]) > 1');
  expect((await signalless(own, 'rate(latency_seconds_count[1h])', clock)).samples).toEqual([]);
});

describe('a start without PROMETHEUS_URL is refused', () => {
  const start = (expr: string, environment = {}): Promise<TestService> =>
    TestService.start({
      config: testConfig({
        retraining: {
          conditions: [
            { name: 'fine', expr: 'ml_model_accuracy < 0.9' },
            { name: 'it', expr },
          ],
        },
      }),
      environment: readEnvironment(environment),
      history: 0,
    });

  it.each([
    [
      'topk(1, ml_model_accuracy) < 0.9',
      'retraining.conditions[1].expr: condition it: "topk(1, ml_model_accuracy)" can\'t be evaluated on the process\'s own figures. Set PROMETHEUS_URL',
    ],
    [
      'ml_model_acuracy < 0.9',
      'retraining.conditions[1].expr: condition it: this process has no metric ml_model_acuracy. Set PROMETHEUS_URL',
    ],
    [
      'ml_model_accuracy <',
      'retraining.conditions[1].expr: condition it is no PromQL expression: something is missing at its end',
    ],
  ])('for %s', async (expr, message) => {
    await expect(start(expr)).rejects.toThrow(message);
  });

  it('with it only for what is no PromQL', async () => {
    const environment = { PROMETHEUS_URL: 'http://127.0.0.1:9' };
    await (await start('topk(1, somebody_elses_metric) < 0.9', environment)).stop();
    await expect(start('ml_model_accuracy <', environment)).rejects.toThrow('something is missing at its end');
  });
});

it('the default conditions can be evaluated', async () => {
  const service = await TestService.start({ config: testConfig(), history: 0 });
  const { conditions } = configSchema.parse({
    ...{ name: 'x', classes: { positive: 'a', negative: 'b' }, features: [{ name: 'f', kind: 'boolean' }] },
  }).retraining;
  const own = service.application.get(OwnFigures, { strict: false });
  const values = await own.evaluate(
    conditions.map(({ expr }) => expr),
    service.clock.now(),
  );
  expect(values).toEqual(conditions.map(() => ({ kind: 'vector', samples: [] })));
  await service.stop();
});
