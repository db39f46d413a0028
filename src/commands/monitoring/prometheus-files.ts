import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { scaledDuration } from './scaled-duration.js';

export interface MonitoringPlaces {
  /** Without a slash at the end. */
  readonly serviceUrl: string;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  readonly grafanaUrl: string | undefined;
}

interface PrometheusConfig {
  global: { scrape_interval: string; evaluation_interval: string; external_labels: Record<string, string> };
}

interface RuleFile {
  groups: { rules: { for?: string }[] }[];
}

/**
 * The Prometheus files of the project, in a folder of their own, with the addresses of this machine.
 *
 * @param speed intervals and the waits of alerts (`for`) are divided by it; ranges of expressions stay
 * @returns the config file
 */
export function writePrometheusFiles(ops: string, folder: string, places: MonitoringPlaces, speed: number): string {
  cpSync(path.join(ops, 'prometheus'), folder, { recursive: true });
  writeTarget(path.join(folder, 'targets/homeostat.json'), places.serviceUrl);
  writeTarget(path.join(folder, 'targets/alertmanager.json'), places.alertmanagerUrl);
  const file = path.join(folder, 'prometheus.yml');
  const config = readYaml(file) as PrometheusConfig;
  config.global.scrape_interval = scaledDuration(config.global.scrape_interval, speed);
  config.global.evaluation_interval = scaledDuration(config.global.evaluation_interval, speed);
  config.global.external_labels['homeostat_url'] = places.serviceUrl;
  if (places.grafanaUrl !== undefined) config.global.external_labels['grafana_url'] = places.grafanaUrl;
  writeYaml(file, config);
  const rules = path.join(folder, 'rules');
  for (const name of readdirSync(rules)) {
    const ruleFile = path.join(rules, name);
    const content = readYaml(ruleFile) as RuleFile;
    for (const rule of content.groups.flatMap((group) => group.rules)) {
      if (rule.for !== undefined) rule.for = scaledDuration(rule.for, speed);
    }
    writeYaml(ruleFile, content);
  }
  return file;
}

function writeTarget(file: string, url: string): void {
  writeFileSync(file, JSON.stringify([{ targets: [new URL(url).host] }]));
}

export function readYaml(file: string): unknown {
  return parse(readFileSync(file, 'utf8'), { merge: true });
}

export function writeYaml(file: string, content: object): void {
  writeFileSync(file, stringify(content, { aliasDuplicateObjects: false }));
}
