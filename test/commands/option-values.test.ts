import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  columnList,
  durationOption,
  positiveNumber,
  urlOption,
  wholeNumber,
} from '../../src/commands/option-values.js';

function parse(...parameters: string[]): Record<string, unknown> {
  return new Command('test')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .option('--rows <n>', '', wholeNumber(1, 10))
    .option('--rate <n>', '', positiveNumber(10))
    .option('--exclude <columns>', '', columnList)
    .addOption(durationOption('--delay <duration>', '', 604_800_000))
    .addOption(urlOption())
    .parse(parameters, { from: 'user' })
    .opts();
}

describe('options', () => {
  it('are read as what they mean', () => {
    expect(parse('--rows', '7', '--rate', '0.5', '--delay', '2d', '--exclude', 'a, b', '--exclude', 'c')).toMatchObject(
      {
        rows: 7,
        rate: 0.5,
        delay: 172_800_000,
        exclude: ['a', 'b', 'c'],
      },
    );
  });

  it('have defaults', () => {
    expect(parse()).toEqual({ delay: 604_800_000, url: new URL('http://127.0.0.1:8000') });
  });

  it.each([
    ['--rows', '0', 'whole number from 1 to 10'],
    ['--rows', '1.5', 'whole number'],
    ['--rate', '0', 'above 0'],
    ['--rate', 'fast', 'above 0'],
    ['--delay', '5', 'a duration such as'],
    ['--url', 'localhost:8000', 'an address such as'],
  ])('%s %s is refused', (option, value, reason) => {
    expect(() => parse(option, value)).toThrow(reason);
  });
});
