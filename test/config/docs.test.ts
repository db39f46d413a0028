import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_FEATURES } from '../../src/generator/index.js';
import { readConfig } from '../../src/config/index.js';
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

it('the version in the code is that of package.json', () => {
  expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
});
