import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  formatDuration,
  parseConfig,
  parseDuration,
  readConfig,
  readEnvironment,
} from '../../src/config/index.js';

const GOOD = `
name: test
classes: { positive: fraud, negative: legitimate }
features:
  - name: amount
    kind: numeric
`;

function problems(text: string): readonly string[] {
  try {
    parseConfig(text, 'homeostat.config.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the config file', () => {
  it('fills in every default', () => {
    const config = parseConfig(GOOD, 'test');
    expect(config.decisionThreshold).toBe(0.5);
    expect(config.forest).toMatchObject({ nEstimators: 100, maxDepth: 10, minSamplesSplit: 5, seed: 42 });
    expect(config.windows.performance).toBe(14 * 86_400_000);
    expect(config.features[0]).toMatchObject({ name: 'amount', required: true, missingValues: [] });
  });

  it.each([
    ['an unknown key', `${GOOD}colour: red\n`, /the file: .*colour/],
    [
      'a wrong type, with its line',
      GOOD.replace('kind: numeric', 'kind: numerical'),
      /^features\[0\]\.kind: .*\(line 6\)$/,
    ],
    ['a missing key', GOOD.replace('name: test', ''), /^name: /],
    [
      'a name given twice',
      `${GOOD}  - name: amount\n    kind: boolean\n`,
      /^features\[1\]\.name: "amount" is defined twice \(line 7\)$/,
    ],
    [
      'a range upside down',
      `${GOOD}    range: [5, 1]\n`,
      /^features\[0\]\.range: the lower bound is above the upper bound \(line 7\)$/,
    ],
    [
      'class weights for an engine that has none',
      `${GOOD}forest: { engine: ml-random-forest, class_weight: balanced }\n`,
      /^forest\.class_weight: ml-random-forest has no class weights; the engine histogram-forest has/,
    ],
    [
      'a leaf of more rows than a forest takes',
      `${GOOD}forest: { min_samples_leaf: 40000000 }\n`,
      /^forest\.min_samples_leaf: .*33554432/,
    ],
    [
      'a split of more rows than a forest takes',
      `${GOOD}forest: { min_samples_split: 40000000 }\n`,
      /^forest\.min_samples_split: .*33554432/,
    ],
    [
      'a duration that is none',
      `${GOOD}windows: { performance: a week }\n`,
      /^windows\.performance: expected a duration such as 30s.*"a week"/,
    ],
    ['a threshold out of range', `${GOOD}decision_threshold: 1.5\n`, /^decision_threshold: .*\(line 7\)$/],
    [
      'an amount feature that is not there',
      `${GOOD}amount: { feature: price, currency: USD }\n`,
      /^amount\.feature: no numeric feature is named "price"/,
    ],
    [
      'a retention shorter than a window',
      `${GOOD}windows: { performance: 30d }\nretention: { predictions: 20d }\n`,
      /^retention\.predictions: 20d is shorter than windows\.performance, which needs 30d \(line 8\)$/,
    ],
    [
      'a retention shorter than the two windows of drift',
      `${GOOD}windows: { performance: 7d }\nretention: { predictions: 13d }\n`,
      /^retention\.predictions: 13d is shorter than twice drift\.window, which needs 14d \(line 8\)$/,
    ],
    ['YAML that is none', 'name: [', /line 1/],
  ])('refuses %s, naming the key', (_, text, expected) => {
    expect(problems(text)).toEqual([expect.stringMatching(expected)]);
  });

  it('says which file is not there, and which variable names it', () => {
    expect(() => readConfig('/nowhere/homeostat.config.yaml')).toThrow(
      /\/nowhere\/homeostat\.config\.yaml.*\n.*no such file; HOMEOSTAT_CONFIG/,
    );
  });
});

describe('the environment', () => {
  it('has defaults for everything, and takes an empty variable as unset', () => {
    expect(readEnvironment({ PORT: '' })).toEqual({
      databaseUrl: undefined,
      configFile: 'homeostat.config.yaml',
      dataDirectory: '.homeostat',
      host: '127.0.0.1',
      port: 8000,
      logFormat: 'text',
      logLevel: 'log',
      role: 'all',
      adminApiKey: undefined,
      publicUrl: undefined,
      grafanaUrl: undefined,
      prometheusUrl: undefined,
      mlflow: undefined,
      notices: { slackWebhookUrl: undefined, email: undefined, pagerduty: undefined, webhookUrl: undefined },
    });
  });

  it('gives a receiver of notices only what it is complete with', () => {
    const { notices } = readEnvironment({ SMTP_URL: 'smtp://127.0.0.1:2525', PAGERDUTY_ROUTING_KEY: 'key' });
    expect(notices.email).toBeUndefined();
    expect(notices.pagerduty).toEqual({ url: 'https://events.pagerduty.com/v2/enqueue', routingKey: 'key' });
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['LOG_FORMAT', 'xml'],
  ])('refuses %s=%s, naming the variable', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(
      new RegExp(`the environment can't be used:\\n {2}- ${name}: `),
    );
  });
});

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['7d', 604_800_000],
  ])('%s is %i ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it('is written in the largest unit that holds it whole', () => {
    expect([604_800_000, 86_400_000, 90_000, 1_500].map(formatDuration)).toEqual(['7d', '1d', '90s', '1500ms']);
  });
});
