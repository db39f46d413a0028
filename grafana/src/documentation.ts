import type { Dashboard, Section } from './dashboard.js';

const HEAD = `# Dashboards

Six dashboards for Grafana, in [grafana/dashboards](../grafana/dashboards), made by \`npm run dashboards\` together with this page.
[grafana/README.md](../grafana/README.md) says how to load them. Each has links to the others and to the runbooks that the
service shows at \`/runbooks\`; marks on the graphs are deployments (blue), rollbacks (vermilion)
and retrains (mauve), each where it happened. Green, yellow and red judge, at the limits of the alerts; other colours only tell
series apart, and a name has the same one everywhere.

The pictures are drawn by the project itself, not by Grafana: \`npm run dashboards:preview\` scores, labels, drifts, retrains and
rolls back through a simulated day in a few minutes while a real Prometheus scrapes it, lets that Prometheus answer the queries of
every panel, and draws what comes back. Shapes and colours are those of the dashboards, but for the colours of names that nobody
knew beforehand (features, segments, routes, replicas); fonts and details differ from Grafana's.
`;

/** docs/DASHBOARDS.md: each panel, what it shows, what to look for. */
export function documentation(dashboards: readonly Dashboard[]): string {
  return [HEAD, ...dashboards.map(page)].join('\n');
}

function page({ uid, title, shows, sections }: Dashboard): string {
  return [`## ${title}`, '', shows, '', `![${title}](dashboards/${uid}.png)`, '', ...sections.map(list)].join('\n');
}

function list({ title, rows }: Section): string {
  const items = rows.flat().map(({ title: panel, shows, act }) => `- **${panel}.** ${shows} _${act}_`);
  return [`### ${title}`, '', ...items, ''].join('\n');
}
