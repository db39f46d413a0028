import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TestService } from '../support/service.js';

const OPS = path.join(import.meta.dirname, '../../ops');
const HEADINGS = ['Meaning', 'Impact', 'First look', 'Causes and what to do', 'What the service has done by itself'];

interface RuleFile {
  groups: { rules: { alert?: string; labels?: Record<string, string>; annotations?: Record<string, string> }[] }[];
}

const alerts = readdirSync(path.join(OPS, 'prometheus/rules')).flatMap((file) => {
  const { groups } = parse(readFileSync(path.join(OPS, 'prometheus/rules', file), 'utf8')) as RuleFile;
  return groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined));
});
const names = [...new Set(alerts.map(({ alert }) => alert!))].sort();

const DASHBOARDS = path.join(OPS, '../grafana/dashboards');
interface Panel {
  title?: string;
  panels?: Panel[];
}
const titlesIn = (panels: Panel[]): string[] =>
  panels.flatMap(({ title = '', panels: inner = [] }) => [title, ...titlesIn(inner)]);
/** Titles of panels by the title of their dashboard. */
const panelsOf = new Map(
  readdirSync(DASHBOARDS).map((file) => {
    const { title, panels } = JSON.parse(readFileSync(path.join(DASHBOARDS, file), 'utf8')) as Panel;
    return [title!.replace(/^Homeostat \/ /, ''), titlesIn(panels!)] as const;
  }),
);

describe('runbooks', () => {
  it.each(names)('%s has one, with every heading', (name) => {
    const text = readFileSync(path.join(OPS, 'runbooks', `${name}.md`), 'utf8');
    expect(text.split('\n')[0]).toBe(`# ${name}`);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
  });

  it.each(names)('%s looks first at a query, and at panels that are on the dashboard that it names', (name) => {
    const text = readFileSync(path.join(OPS, 'runbooks', `${name}.md`), 'utf8');
    const [, look = ''] = /^## First look\n([^]*?)\n## /m.exec(text) ?? [];
    expect(look).toMatch(/`[^`]*\b(?:(?:ml|http|homeostat|process|nodejs)_\w+|job\w*:\w+:\w+|up\b)/);
    const places = [...look.matchAll(/[Dd]ashboard _([^_]+)_(?:[:,]((?:,? (?:and )?_[^_]+_)+))?/g)];
    expect(places).not.toEqual([]);
    for (const [, dashboard, panels = ''] of places) {
      for (const [, panel] of panels.matchAll(/_([^_]+)_/g)) expect(panelsOf.get(dashboard)).toContain(panel);
      expect([...panelsOf.keys()]).toContain(dashboard);
    }
  });

  it('there is none of an alert that is no more', () => {
    expect(readdirSync(path.join(OPS, 'runbooks'))).toEqual(names.map((name) => `${name}.md`));
  });

  it.each(alerts.map((alert) => [alert.alert, alert] as const))(
    '%s says how bad it is, what, and where to look',
    (name, alert) => {
      expect(alert.labels).toMatchObject({
        severity: expect.stringMatching(/^(critical|warning|info|none)$/),
        component: expect.any(String),
      });
      expect(alert.annotations).toMatchObject({
        summary: expect.any(String),
        description: expect.any(String),
        runbook_url: `{{ $externalLabels.homeostat_url }}/runbooks/${name}`,
        dashboard: expect.stringMatching(/^\{\{ \$externalLabels\.grafana_url \}\}\/d\/homeostat-[a-z]+$/),
      });
      const uid = alert.annotations!['dashboard'].split('/').at(-1);
      const dashboard = readFileSync(path.join(OPS, `../grafana/dashboards/${uid}.json`), 'utf8');
      expect(JSON.parse(dashboard)).toMatchObject({ uid });
    },
  );
});

describe('GET /runbooks', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start({ history: 0 });
  });
  afterAll(() => service.stop());

  it('lists them', async () => {
    const { status, body } = await service.get('/runbooks');
    expect(status).toBe(200);
    for (const name of names) expect(body).toContain(`<a href="/runbooks/${name}">${name}</a>`);
  });

  it('shows one as a page', async () => {
    const { headers, body } = await service.get('/runbooks/ModelAccuracyLow');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('<h2>Meaning</h2>');
  });

  it('answers 404 for another name', async () => {
    expect((await service.get('/runbooks/..%2FREADME')).status).toBe(404);
  });
});
