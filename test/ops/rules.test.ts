import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { promqlNames, servedMetrics } from '../support/promql.js';
import { isInstalled } from '../support/promtool.js';
import { TestService } from '../support/service.js';

const OPS = path.join(import.meta.dirname, '../../ops');
const RULES = path.join(OPS, 'prometheus/rules');
const TESTS = path.join(OPS, 'prometheus/tests');
const ALERTMANAGER = path.join(OPS, 'alertmanager/alertmanager.yml');

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

const rules = readdirSync(RULES).flatMap((file) =>
  (parse(readFileSync(path.join(RULES, file), 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    (group) => group.rules,
  ),
);
const alerts = rules.filter((rule) => rule.alert !== undefined);
/** The queries of an alert's texts: `{{ with printf "max(ml_feature_drift{job='%s'})" .Labels.job | query }}`. */
function templateQueries({ annotations = {} }: Rule): string[] {
  const queries = Object.values(annotations).flatMap((text) => [
    ...text.matchAll(/"([^"]*)"[^{}]*\| query\b/g),
    ...text.matchAll(/\bquery "([^"]*)"/g),
  ]);
  return queries.map(([, query]) => query.replaceAll('%s', 'x'));
}
/** Labels that Prometheus gives to what it scrapes. */
const TARGET_LABELS = ['job', 'instance'];

const hasPromtool = isInstalled('promtool');
const hasAmtool = isInstalled('amtool');

function run(program: string, args: string[], input?: string): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 240_000, input });
  return { code: status, output: stdout + stderr };
}

describe('rules and the service', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  /** On /metrics, or recorded by a rule. */
  async function knownMetrics(): Promise<Map<string, Set<string>>> {
    const known = await servedMetrics(service.application);
    known.set('up', new Set());
    for (const { record } of rules) {
      // A recorded name begins with its level, the labels that are left: job_model_version:...
      if (record)
        known.set(record, new Set(['model_version', 'error_type'].filter((l) => record.split(':')[0].includes(l))));
    }
    return known;
  }

  it('name only metrics and labels that are on /metrics, or that a rule records; queries of their texts too', async () => {
    const known = await knownMetrics();
    const expressions = rules.flatMap((rule) =>
      [rule.expr, ...templateQueries(rule)].map((expr) => ({ name: rule.alert ?? rule.record, expr })),
    );
    const unknown = expressions.flatMap(({ name: where, expr }) => {
      const { metrics, grouping } = promqlNames(expr);
      const places = [...metrics].flatMap(([name, labels]) => {
        const its = known.get(name);
        if (!its) return [name];
        return [...labels].filter((l) => !its.has(l) && !TARGET_LABELS.includes(l)).map((l) => `${name}{${l}}`);
      });
      const all = new Set([...metrics.keys()].flatMap((name) => [...(known.get(name) ?? [])]).concat(TARGET_LABELS));
      return [...places, ...[...grouping].filter((l) => !all.has(l)).map((l) => `by (${l})`)].map(
        (what) => `${where}: ${what}`,
      );
    });
    expect(unknown).toEqual([]);
    expect(rules.flatMap(templateQueries).length).toBe(
      rules.flatMap(
        ({ annotations = {} }) =>
          Object.values(annotations)
            .join('')
            .match(/\bquery\b/g) ?? [],
      ).length,
    );
  });

  it('runbooks name only such metrics', async () => {
    const known = new Set((await knownMetrics()).keys());
    for (const name of known) known.add(name.replace(/_(bucket|sum|count)$/, ''));
    const folder = path.join(OPS, 'runbooks');
    const unknown = readdirSync(folder).flatMap((file) =>
      [...readFileSync(path.join(folder, file), 'utf8').matchAll(/`[^`]+`/g)]
        .flatMap(([code]) => [
          ...code.matchAll(/(?<![\w/])(?:job\w*:\w+:\w+|(?:ml|homeostat|http|process|nodejs)_\w+)/g),
        ])
        .filter(([name]) => !known.has(name))
        .map(([name]) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it.runIf(hasPromtool)('promtool finds nothing wrong with the page of /metrics', async () => {
    // A scrape in the other format leaves nothing behind.
    await service.get('/metrics', { accept: 'application/openmetrics-text' });
    const { body } = await service.get('/metrics');
    expect(body).toMatch(/^# TYPE ml_predictions_total counter$/m);
    const { code, output } = run('promtool', ['check', 'metrics'], body as string);
    expect({ code, output }).toEqual({ code: 0, output: '' });
  });
});

describe('tests of rules', () => {
  it('every alert but the one that always fires says a value', () => {
    const mute = alerts.filter(({ annotations }) => !/\$value|\bquery\b/.test(annotations!['description']));
    expect(mute.map(({ alert }) => alert)).toEqual(['Watchdog']);
  });

  it('every alert is shown firing, silent, and resolved', () => {
    const cases = readdirSync(TESTS).flatMap(
      (file) =>
        (
          parse(readFileSync(path.join(TESTS, file), 'utf8')) as {
            tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
          }
        ).tests,
    );
    const lacking = alerts.filter(({ alert }) => {
      const states = cases.flatMap(({ alert_rule_test: checks }) => {
        const its = checks
          .filter(({ alertname }) => alertname === alert)
          .map(({ exp_alerts }) => exp_alerts.length > 0);
        const fires = its.indexOf(true);
        return its.map((firing, place) => (firing ? 'fires' : fires >= 0 && place > fires ? 'resolves' : 'silent'));
      });
      return !['fires', 'silent', 'resolves'].every((state) => states.includes(state as 'fires'));
    });
    expect(lacking.map(({ alert }) => alert)).toEqual(['Watchdog']);
  });

  it.runIf(hasPromtool)('promtool accepts config and rules', () => {
    const config = run('promtool', ['check', 'config', path.join(OPS, 'prometheus/prometheus.yml')]);
    expect(config).toMatchObject({ code: 0 });
    const checked = run('promtool', [
      'check',
      'rules',
      '--lint=all',
      ...readdirSync(RULES).map((f) => path.join(RULES, f)),
    ]);
    expect(checked).toMatchObject({ code: 0, output: expect.not.stringContaining('FAILED') });
  });

  it.runIf(hasPromtool).each(readdirSync(TESTS))('promtool: %s passes', { timeout: 240_000 }, (file) => {
    expect(run('promtool', ['test', 'rules', path.join(TESTS, file)])).toMatchObject({ code: 0 });
  });
});

describe('routes', () => {
  /** Who is told: by name where it matters, else by severity and component. */
  function receivers({ alert, labels }: Rule): string {
    if (alert === 'Watchdog') return 'deadman';
    if (alert === 'ModelRetrainingNeeded') return 'homeostat,team';
    if (labels!['severity'] === 'critical') return 'on-call';
    if (labels!['severity'] === 'info') return 'chat';
    return ['data', 'feedback'].includes(labels!['component']) ? 'data-team' : 'team';
  }

  it.runIf(hasAmtool)('amtool accepts the config and its templates', () => {
    expect(run('amtool', ['check-config', ALERTMANAGER])).toMatchObject({ code: 0 });
  });

  it.runIf(hasAmtool).each(alerts.map((rule) => [rule.alert!, receivers(rule), rule] as const))(
    '%s goes to %s',
    (alert, expected, { labels }) => {
      const matched = Object.entries({ alertname: alert, job: 'homeostat', ...labels }).map(([k, v]) => `${k}=${v}`);
      const args = ['config', 'routes', 'test', `--config.file=${ALERTMANAGER}`, `--verify.receivers=${expected}`];
      expect(run('amtool', [...args, ...matched])).toMatchObject({ code: 0 });
    },
  );

  it('keeps no secret', () => {
    expect(readFileSync(ALERTMANAGER, 'utf8')).not.toMatch(
      /^\s*(slack_api_url|routing_key|smtp_auth_password|credentials|api_url):/m,
    );
    expect(existsSync(path.join(OPS, 'alertmanager/secrets'))).toBe(false);
  });
});
