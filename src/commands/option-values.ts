import { InvalidArgumentError, Option } from 'commander';
import { addressOf, ConfigError, formatDuration, parseDuration, readEnvironment } from '../config/index.js';

const LONGEST_MS = 100 * 365 * 86_400_000;

/** A parser of whole numbers from `low` to `high` for a command's option. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
  };
}

/** A parser of numbers above 0 and up to `high` for a command's option. */
export function positiveNumber(high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value <= high) return value;
    throw new InvalidArgumentError(`Expected a number above 0, up to ${high}.`);
  };
}

/** An option that takes a duration such as 30s, 5m, 12h or 7d; its value is in milliseconds. */
export function durationOption(flags: string, description: string, defaultMs?: number): Option {
  const option = new Option(flags, description).argParser(durationMs);
  return defaultMs === undefined ? option : option.default(defaultMs, formatDuration(defaultMs));
}

/** Parses column names between commas; the option may also be given several times. */
export function columnList(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, ...text.split(',').map((name) => name.trim())].filter((name) => name !== '');
}

/** The option that says where the service is; its value is a URL. Without it the service is at `ownAddress()`. */
export function urlOption(): Option {
  return new Option('--url <address>', 'where the service is (default: HOST and PORT as for start)').argParser(
    serviceUrl,
  );
}

/**
 * Where the environment says that the service is. Not the default of an option, which would be asked for by --help too.
 *
 * @throws ConfigError naming each bad variable
 */
export function ownAddress(): URL {
  const environment = readEnvironment(process.env);
  const address = addressOf(environment);
  if (URL.canParse(address)) return new URL(address);
  throw new ConfigError('the environment', [`HOST: must be the name or address of a host, got "${environment.host}"`]);
}

function durationMs(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds <= LONGEST_MS) return milliseconds;
  throw new InvalidArgumentError('Expected a duration such as 30s, 5m, 12h or 7d, at most 100 years.');
}

function serviceUrl(text: string): URL {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:8000.');
}
