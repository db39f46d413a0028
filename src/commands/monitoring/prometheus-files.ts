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

/** An alert whose wait and ranges are divided by a speed of its own. */
export interface HurriedAlert {
  readonly alert: string;
  readonly speed: number;
}

interface PrometheusConfig {
  global: { scrape_interval: string; evaluation_interval: string; external_labels: Record<string, string> };
}

interface RuleFile {
  groups: { rules: { alert?: string; for?: string; expr: string }[] }[];
}

/** Prometheus looks for its first targets only after 5 s, whatever its config says: till then none is there. */
const FIRST_TARGETS_WITHIN_S = 10;

/** The shortest range that holds enough scrapes, a second apart at best, for a rate. */
const LEAST_RANGE_S = 5;

/**
 * The Prometheus files of the project, in a folder of their own, with the addresses of this machine.
 *
 * @param speed intervals and the waits of alerts (`for`) are divided by it; what is absent is waited for 10 s at least
 * @param hurried an alert that looks too far back to be shown: its ranges and offsets are divided too, to 5 s at least
 * @returns the config file
 */
export function writePrometheusFiles(
  ops: string,
  folder: string,
  places: MonitoringPlaces,
  speed: number,
  hurried?: HurriedAlert,
): string {
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
      const isHurried = hurried !== undefined && rule.alert === hurried.alert;
      if (isHurried) rule.expr = withShorterRanges(rule.expr, hurried.speed);
      const least = rule.expr.startsWith('absent(') ? FIRST_TARGETS_WITHIN_S : undefined;
      if (rule.for !== undefined) rule.for = scaledDuration(rule.for, isHurried ? hurried.speed : speed, least);
    }
    writeYaml(ruleFile, content);
  }
  return file;
}

/** Ranges (`[5m]`) and offsets (`offset 7d`) of a PromQL expression. */
function withShorterRanges(expr: string, speed: number): string {
  return expr.replace(/(?<=\[|\boffset )\d+[smhdw](?=\]|\b)/g, (range) => scaledDuration(range, speed, LEAST_RANGE_S));
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
