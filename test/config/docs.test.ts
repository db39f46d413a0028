import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_FEATURES } from '../../src/generator/index.js';
import { parseConfig, readConfig } from '../../src/config/index.js';
import { VERSION } from '../../src/version.js';
import { configDocs } from '../support/config-docs.js';

it('docs/CONFIGURATION.md is what the schema says', async () => {
  await expect(configDocs()).toMatchFileSnapshot('../../docs/CONFIGURATION.md');
});

it('the default config describes the transactions of the generator', () => {
  const { features } = readConfig('homeostat.config.yaml');
  const meaning = (feature: object) =>
    Object.fromEntries(Object.entries(feature).filter(([key]) => !['description', 'missingValues'].includes(key)));
  expect(features.map(meaning)).toEqual(DEFAULT_FEATURES.map(meaning));
});

it('the segments that the default config shows as an example are segments', () => {
  const file = readFileSync('homeostat.config.yaml', 'utf8');
  const example = file.replace(
    /^# (segments:\n)((?:#  .*\n)+)/m,
    (_, key, lines) => key + lines.replaceAll(/^# /gm, ''),
  );
  expect(parseConfig(example, 'the example').segments).toEqual([
    { feature: 'channel', edges: [] },
    { feature: 'amount', edges: [50, 200, 1_000] },
  ]);
});

it('the version in the code is that of package.json', () => {
  expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
});
