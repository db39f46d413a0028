import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const RULES = path.join(import.meta.dirname, '../../ops/prometheus/rules');

interface RuleFile {
  groups: { rules: { alert?: string; expr: string; annotations?: { dashboard: string } }[] }[];
}

const rules = readdirSync(RULES).flatMap((file) =>
  (parse(readFileSync(path.join(RULES, file), 'utf8')) as RuleFile).groups.flatMap((group) => group.rules),
);

/** Each alert with the uid of the dashboard that it leads to. */
export function alertDashboards(): { alert: string; uid: string }[] {
  return rules.flatMap(({ alert, annotations }) =>
    alert === undefined ? [] : [{ alert, uid: annotations!.dashboard.split('/').at(-1)! }],
  );
}

/** The expression of an alert of ops/prometheus. */
export function alertExpression(name: string): string {
  const rule = rules.find(({ alert }) => alert === name);
  if (!rule) throw new Error(`no alert ${name}`);
  return rule.expr;
}

/** What an alert compares its figure with: the number of its first comparison that is in no parentheses. */
export function alertLimit(name: string): number {
  let text = alertExpression(name).replaceAll(/\{[^}]*\}/g, '');
  while (/\([^()]*\)/.test(text)) text = text.replaceAll(/\([^()]*\)/g, '');
  const found = /[<>]=?\s*([\d.]+)(?:\s*\*\s*([\d.]+))?/.exec(text);
  if (!found) throw new Error(`${name} compares with no number`);
  const [, limit, factor = '1'] = found;
  return Number(limit) * Number(factor);
}
