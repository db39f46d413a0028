import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '../../grafana/dashboards');

interface Source {
  type: string;
  uid: string;
}

export interface Step {
  value: number | null;
  color: string;
}

export interface TargetJson {
  refId: string;
  expr: string;
  legendFormat?: string;
  instant?: boolean;
  datasource: Source;
}

export interface PanelJson {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: Source;
  targets?: TargetJson[];
  links?: { url: string }[];
  options?: { color?: { min?: number; max?: number }; cellValues?: { unit?: string } };
  transformations?: {
    id: string;
    options: {
      include?: { names: string[] };
      indexByName?: Record<string, number>;
      renameByName?: Record<string, string>;
    };
  }[];
  fieldConfig?: {
    defaults: {
      unit?: string;
      color?: { mode: string; fixedColor?: string };
      thresholds: { steps: Step[] };
    };
    overrides: { matcher: { id: string; options: string }; properties: { id: string; value: any }[] }[];
  };
}

export interface AnnotationJson {
  name: string;
  expr: string;
  textFormat: string;
  tagKeys: string;
  iconColor: string;
  useValueForTime?: boolean;
  placement?: string;
  datasource: Source;
}

export interface DashboardJson {
  uid: string;
  title: string;
  links: { placement?: string }[];
  panels: PanelJson[];
  annotations: { list: AnnotationJson[] };
  templating: { list: { name: string; type: string; query: string; datasource?: Source }[] };
}

/** The dashboards as they are committed. */
export function loadDashboards(): DashboardJson[] {
  return readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as DashboardJson);
}

/** Panels of all dashboards with the place that each stands in; rows left out. */
export function panelsOf(dashboards: readonly DashboardJson[]): { where: string; uid: string; panel: PanelJson }[] {
  return dashboards.flatMap(({ uid, panels }) =>
    panels.filter(({ type }) => type !== 'row').map((panel) => ({ where: `${uid}: ${panel.title}`, uid, panel })),
  );
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
    .replaceAll('${__from}', '1700000000000')
    .replaceAll('$job', 'homeostat')
    .replaceAll(/\$(version|feature|numeric|segment)/g, '.+');
}
