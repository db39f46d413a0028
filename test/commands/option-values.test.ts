import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  columnList,
  durationOption,
  ownAddress,
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
    expect(parse()).toEqual({ delay: 604_800_000 });
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

describe('without --url the service is where the environment says', () => {
  const environment = (host: string, port: string): void => {
    vi.stubEnv('HOST', host);
    vi.stubEnv('PORT', port);
  };
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['', '', 'http://127.0.0.1:8000'],
    ['localhost', '18062', 'http://localhost:18062'],
    ['::1', '18062', 'http://[::1]:18062'],
    ['::', '18062', 'http://[::]:18062'],
  ])('HOST=%s PORT=%s: %s', (host, port, address) => {
    environment(host, port);
    expect(ownAddress().origin).toBe(address);
  });

  it.each([
    ['no host', '8000', 'HOST: must be the name or address of a host'],
    ['localhost', 'abc', 'PORT: '],
  ])('HOST=%s PORT=%s is refused', (host, port, reason) => {
    environment(host, port);
    expect(() => ownAddress()).toThrow(reason);
  });

  it('but to make the option, as for --help, does not ask', () => {
    environment('no host', 'abc');
    vi.stubEnv('ADMIN_API_KEY', 'short');
    expect(urlOption().description).toContain('HOST and PORT');
  });
});
