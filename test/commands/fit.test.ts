import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitCommand } from '../../src/commands/fit.js';
import { temporaryFolder, writeLines } from '../csv/temporary-files.js';
import { writePayments } from './payments.js';
import { figuresOf, runCommand } from './run-command.js';

const folder = temporaryFolder();
const QUICK = ['--label', 'is_fraud', '--exclude', 'payment_id', '--trees', '20', '--threads', '0'];

describe('fit', () => {
  it('keeps the last 30 % in time to measure on, whatever the order of the file', async () => {
    const sorted = writePayments(folder, 'sorted.csv', 1_000);
    const shuffled = writeLines(folder, 'shuffled.csv', shuffledLines(sorted));
    const options = [...QUICK, '--time', 'paid_at'];
    const figures = await figuresOf(fitCommand(), sorted, ...options);
    expect(figures).toMatchObject({ train: { rows: 700 }, test: { rows: 300 }, features: 3, threshold: 0.5 });
    const again = await figuresOf(fitCommand(), shuffled, ...options);
    expect({ ...again, seconds: 0 }).toEqual({ ...figures, seconds: 0 });
  });

  it('prints how long each part took, how good the forest is and what it looks at', async () => {
    const { printed } = await runCommand(
      fitCommand(),
      writePayments(folder, 'text.csv', 1_000),
      ...QUICK,
      '--time',
      'paid_at',
    );
    expect(printed).toMatch(/Fitted 20 trees \(histogram-forest\) on 700 rows \(\d+ positive\); measured on 300 rows/);
    for (const name of ['reading', 'binning', 'fitting', 'scoring'])
      expect(printed).toMatch(new RegExp(`  ${name} +\\d+\\.\\d\\d\n`));
    for (const name of ['accuracy', 'precision', 'recall', 'F1', 'ROC AUC', 'average precision']) {
      expect(printed).toMatch(new RegExp(`  ${name} +\\d\\.\\d{4}\n`));
    }
    expect(printed).toMatch(/  (amount|channel) +0\.\d{4}\n/);
  });

  it('measures on another file, whose unseen categories and missing values it takes', async () => {
    const train = writePayments(folder, 'train.csv', 1_000);
    const change = (line: string, row: number): string =>
      row % 10 === 0 ? line.replace(/,(chip|online|unknown),/, ',carrier pigeon,').replace(/,\d+\.50,/, ',,') : line;
    const test = writePayments(folder, 'test.csv', 400, { first: 1_000, change });
    const figures = await figuresOf(fitCommand(), train, ...QUICK, '--time', 'paid_at', '--test', test);
    expect(figures).toMatchObject({ train: { rows: 1_000 }, test: { rows: 400 } });
    expect(figures.roc_auc).toBeGreaterThan(0.8);
  });

  it('takes the other engine', async () => {
    const file = writePayments(folder, 'engine.csv', 300);
    const figures = await figuresOf(fitCommand(), file, ...QUICK, '--engine', 'ml-random-forest', '--trees', '3');
    expect(figures).toMatchObject({ engine: 'ml-random-forest', trees: 3 });
  });

  it("fits as the config's section forest says, but for what the command line says itself", async () => {
    const file = writePayments(folder, 'configured.csv', 300);
    const config = writeLines(folder, 'homeostat.config.yaml', [
      'name: payments',
      'classes: { positive: fraud, negative: legitimate }',
      'features: [{ name: amount, kind: numeric }]',
      'forest: { n_estimators: 7, max_depth: 3, min_samples_split: 9, seed: 5 }',
    ]);
    const options = ['--label', 'is_fraud', '--threads', '0', '--config', config];
    const configured = { engine: 'histogram-forest', trees: 7, depth: 3, min_samples_split: 9, seed: 5, features: 1 };
    expect(await figuresOf(fitCommand(), file, ...options)).toMatchObject(configured);
    const figures = await figuresOf(fitCommand(), file, ...options, '--trees', '4', '--seed', '6');
    expect(figures).toMatchObject({ ...configured, trees: 4, seed: 6 });
  });

  it('asks for the positive value where it is not plain', async () => {
    const file = writePayments(folder, 'unclear.csv', 300);
    await expect(runCommand(fitCommand(), file, '--label', 'channel')).rejects.toThrow(
      /column "channel": name the positive value with --positive; the first rows have "online", "chip", "unknown"/,
    );
  });
});

/** The header, then the rows in another order. */
function shuffledLines(file: string): string[] {
  const [header = '', ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  return [header, ...rows.map((_, index) => rows[(index * 389) % rows.length])];
}
