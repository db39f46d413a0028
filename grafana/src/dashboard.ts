import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations } from './annotations.js';
import type { Panel } from './panels/index.js';
import { type VariableName, variables } from './variables.js';

const COLUMNS = 24;
const TAG = 'homeostat';

export interface Section {
  readonly title: string;
  /** Panels that stand side by side. */
  readonly rows: readonly (readonly Panel[])[];
}

export interface Dashboard {
  /** Alerts link to it: it never changes. */
  readonly uid: string;
  readonly title: string;
  readonly shows: string;
  /** Variables beside those of every dashboard. */
  readonly variables: readonly VariableName[];
  readonly sections: readonly Section[];
}

/* eslint-disable @typescript-eslint/no-deprecated -- The schema of dashboards v1 is the one that Grafana 11, 12 and 13 load. */
/** The dashboard as Grafana stores it: ids by place, a row header before each section. */
export function toGrafana({ uid, title, shows, variables: names, sections }: Dashboard): grafana.Dashboard {
  const builder = new grafana.DashboardBuilder(`Homeostat / ${title}`)
    .uid(uid)
    .description(shows)
    .tags([TAG])
    .editable()
    .refresh('30s')
    .time({ from: 'now-24h', to: 'now' })
    .timezone('browser')
    .tooltip(grafana.DashboardCursorSync.Crosshair)
    .link(
      new grafana.DashboardLinkBuilder('Homeostat')
        .type(grafana.DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(false)
        .keepTime(true)
        .includeVars(true),
    )
    .link(
      new grafana.DashboardLinkBuilder('Runbooks')
        .type(grafana.DashboardLinkType.Link)
        .url('${service_url}/runbooks')
        .targetBlank(true),
    )
    .variables(variables(names))
    .annotations(annotations().map((query) => ({ build: () => query })));
  layOut(builder, sections);
  const built = builder.build();
  // The SDK puts links into a menu of the controls; they belong where people see them.
  for (const link of built.links ?? []) delete (link as { placement?: unknown }).placement;
  return built;
}

function layOut(builder: grafana.DashboardBuilder, sections: readonly Section[]): void {
  let id = 0;
  let y = 0;
  for (const { title, rows } of sections) {
    builder.withRow(
      new grafana.RowBuilder(title)
        .id((id += 1))
        .gridPos({ x: 0, y, w: COLUMNS, h: 1 })
        .collapsed(false),
    );
    y += 1;
    for (const row of rows) {
      let x = 0;
      for (const panel of row) {
        builder.withPanel(panel.build((id += 1), { x, y, w: panel.width, h: panel.height }));
        x += panel.width;
      }
      y += Math.max(...row.map(({ height }) => height));
    }
  }
}
/* eslint-enable @typescript-eslint/no-deprecated */
