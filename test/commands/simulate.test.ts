import { beforeEach, describe, expect, it } from 'vitest';
import { simulateCommand } from '../../src/commands/simulate.js';
import { figuresOf, runCommand } from './run-command.js';
import { ScriptedService } from './scripted-service.js';

const service = await ScriptedService.start();
const FAST = ['--rate', '10000', '--url', service.url.href];

beforeEach(() => {
  service.forget();
});

describe('simulate', () => {
  it('sends transactions, and the labels that are left at the end', async () => {
    const figures = await figuresOf(simulateCommand(), ...FAST, '--count', '30');
    expect(figures).toMatchObject({
      predictions: 30,
      labels: { recorded: 30 },
      labels_not_sent: 0,
      interrupted: false,
    });
    const scored = service.asked.filter(({ path }) => path === '/predict');
    expect(scored).toHaveLength(30);
    expect(Object.keys(service.bodies[0])).toEqual(['transaction_id', 'features']);
  });

  it('sends the same values for the same seed, under ids of their own', async () => {
    const features = async (...options: string[]): Promise<unknown> => {
      service.forget();
      await runCommand(simulateCommand(), ...FAST, '--count', '5', ...options);
      return service.bodies.slice(0, 5).map((body) => body.features);
    };
    const first = await features('--seed', '7');
    const ids = service.asked[0].ids;
    expect(await features('--seed', '7')).toEqual(first);
    expect(service.asked[0].ids).not.toEqual(ids);
    expect(await features('--seed', '8')).not.toEqual(first);
  });

  it('ends cleanly when it is interrupted, and says what was not sent', async () => {
    const running = figuresOf(
      simulateCommand(),
      '--rate',
      '200',
      '--url',
      service.url.href,
      '--label-delay-scale',
      '1',
    );
    const interval = setInterval(() => {
      if (service.asked.length >= 3) process.emit('SIGINT');
    }, 5);
    const figures = await running;
    clearInterval(interval);
    expect(figures).toMatchObject({ interrupted: true, labels: { recorded: 0 } });
    expect(figures.labels_not_sent).toBe(figures.predictions);
  });
});
