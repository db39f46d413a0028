import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { OPS_FOLDER } from '../../../src/commands/monitoring/ops-folder.js';
import { writePrometheusFiles } from '../../../src/commands/monitoring/prometheus-files.js';

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
}

const PLACES = {
  serviceUrl: 'http://127.0.0.1:8123',
  prometheusUrl: 'http://127.0.0.1:9123',
  alertmanagerUrl: 'http://127.0.0.1:9124',
  grafanaUrl: undefined,
};
const HURRIED = { alert: 'LabelsStalling', speed: 13_440 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'homeostat-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function rulesIn(place: string): Rule[] {
  return readdirSync(place).flatMap((file) =>
    (parse(readFileSync(path.join(place, file), 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
      ({ rules }) => rules,
    ),
  );
}

it('at a speed, intervals and waits are shorter and no expression is another', () => {
  const config = parse(readFileSync(writePrometheusFiles(OPS_FOLDER, folder, PLACES, 15), 'utf8'));
  expect(config.global).toMatchObject({ scrape_interval: '1s', evaluation_interval: '1s' });
  const [project, written] = [rulesIn(path.join(OPS_FOLDER, 'prometheus/rules')), rulesIn(path.join(folder, 'rules'))];
  expect(written.map(({ expr }) => expr)).toEqual(project.map(({ expr }) => expr));
  expect(written.find(({ alert }) => alert === 'ModelRetrainingNeeded')).toMatchObject({ for: '120s' });
});

it('what is absent is waited for until Prometheus has looked for its first targets, at any speed', () => {
  writePrometheusFiles(OPS_FOLDER, folder, PLACES, 360);
  const written = rulesIn(path.join(folder, 'rules'));
  expect(written.find(({ alert }) => alert === 'ServiceNotScraped')).toMatchObject({ for: '10s' });
  expect(written.find(({ alert }) => alert === 'ServiceDown')).toMatchObject({ for: '1s' });
});

it('a hurried alert looks back less far and waits less; the others do not', () => {
  writePrometheusFiles(OPS_FOLDER, folder, PLACES, 15, HURRIED);
  const written = rulesIn(path.join(folder, 'rules'));
  const stalling = written.find(({ alert }) => alert === HURRIED.alert)!;
  expect(stalling.for).toBe('2s');
  expect(stalling.expr.match(/offset \w+/g)).toEqual(['offset 45s', 'offset 45s']);
  const others = written.filter(({ alert }) => alert !== HURRIED.alert);
  const project = rulesIn(path.join(OPS_FOLDER, 'prometheus/rules')).filter(({ alert }) => alert !== HURRIED.alert);
  expect(others.map(({ expr }) => expr)).toEqual(project.map(({ expr }) => expr));
});

it('targets are where the service and Alertmanager listen', () => {
  writePrometheusFiles(OPS_FOLDER, folder, PLACES, 1);
  const target = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, `targets/${name}.json`), 'utf8'));
  expect([target('homeostat'), target('alertmanager')]).toEqual([
    [{ targets: ['127.0.0.1:8123'] }],
    [{ targets: ['127.0.0.1:9124'] }],
  ]);
});
