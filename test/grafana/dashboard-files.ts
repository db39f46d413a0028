import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '../../grafana/dashboards');

interface Source {
  type: string;
  uid: string;
}

export interface PanelJson {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: Source;
  targets?: { refId: string; expr: string; legendFormat?: string; instant?: boolean; datasource: Source }[];
  links?: { url: string }[];
  fieldConfig?: { defaults: { unit?: string; thresholds: { steps: { value: number | null; color: string }[] } } };
}

export interface DashboardJson {
  uid: string;
  title: string;
  links: object[];
  panels: PanelJson[];
  annotations: { list: { name: string; expr: string; datasource: Source }[] };
  templating: { list: { name: string; type: string; query: string; datasource?: Source }[] };
}

/** The dashboards as they are committed. */
export function loadDashboards(): DashboardJson[] {
  return readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as DashboardJson);
}

/** Every expression of a dashboard with the place that it stands in: of panels, annotations and variables. */
export function expressionsOf({
  uid,
  panels,
  annotations,
  templating,
}: DashboardJson): { where: string; expr: string }[] {
  return [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: `${uid}: ${title}`, expr }))),
    ...annotations.list.map(({ name, expr }) => ({ where: `${uid}: ${name}`, expr })),
    ...templating.list
      .filter(({ name, type }) => type === 'query' && name !== 'job')
      .map(({ name, query }) => ({ where: `${uid}: $${name}`, expr: /^label_values\((.*), \w+\)$/.exec(query)![1] })),
  ];
}

/** An expression with what Grafana would put for its variables. */
export function substituted(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '8m')
    .replaceAll('$__range', '1d')
    .replaceAll('$job', 'homeostat')
    .replaceAll(/\$(version|feature|numeric|segment)/g, '.+');
}
