import * as Plot from '@observablehq/plot';
import { COLOUR, drawPlot, figure, legend, markup, type Markup, STYLE, table } from '../../report/index.js';
import type { DrillReport } from './drill-report.js';
import { detectedText, healedText, pace } from './drill-text.js';
import type { Course, DrillEvent, DrillResult } from './result.js';

const ROW_PX = 24;

/** The report as one page that needs nothing from outside: a table, then a timeline of each fault. Pure. */
export function drillPage(report: DrillReport): string {
  const { madeAt, version, seconds, speed, settings, results } = report;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Fire drill</title>
<style>${STYLE}</style>
</head>
<body>
<header><p class="kicker">Homeostat ${version}</p><h1>Fire drill</h1>
<p>${results.length} exercises in ${seconds.toFixed(0)} s, ${new Date(madeAt).toISOString().slice(0, 16).replace('T', ' ')} UTC. ${pace(speed)}
All seconds are those of the machine, from the fault.</p>
<ul class="note">${settings.map((setting) => markup`<li>${setting}</li>`)}</ul></header>
<main>
<section>${table(
    'What was noticed, healed and told',
    [
      { text: 'Fault' },
      { text: 'What was done' },
      { text: 'Detected after' },
      { text: 'Healed after' },
      { text: 'Notices', figure: true },
      { text: 'Slack', figure: true },
      { text: 'PagerDuty', figure: true },
      { text: 'False alarms' },
    ],
    results.map((result) => [
      result.fault,
      result.meaning,
      detectedText(result),
      healedText(result),
      result.told.notice,
      result.told.slack,
      result.told.pagerduty,
      result.falseAlarms.length === 0 ? 'none' : result.falseAlarms.join(', '),
    ]),
  )}
${legend([
  [COLOUR.alarm, 'an alert fires that says what is wrong'],
  [COLOUR.reference, 'another alert fires'],
  [COLOUR.window, 'somebody is told'],
])}<p class="note">In the timelines the fault begins at 0.</p></section>
${results.map(timelineSection)}</main>
</body>
</html>
`.text;
}

function timelineSection(result: DrillResult): Markup {
  const { fault, meaning, traffic } = result;
  return markup`<section><h2>${fault}</h2>
${figure(
  timeline(result),
  markup`${meaning}. ${result.healing.kind === 'healed' && 'The dashed line: it is healed. '}${traffic.predictions} predictions${
    traffic.failed > 0 && ` (${traffic.failed} requests failed)`
  }, ${traffic.labels} labels.`,
)}</section>
`;
}

/** Rows by alert (bars) and by receiver (dots) over seconds from the fault. */
function timeline({ fault, alerts, events, watchedSeconds, healing }: DrillResult): Markup {
  const bars = alerts.map((alert) => ({
    row: rowOf(alert),
    isSign: alert.isSign,
    from: alert.from,
    to: alert.to ?? watchedSeconds,
  }));
  const dots = events.filter(({ kind }) => kind !== 'alert' && kind !== 'resolved');
  const rows = [...new Set([...bars.map(({ row }) => row), ...dots.map(({ kind }) => kind)])];
  const first = Math.min(-5, ...bars.map(({ from }) => from), ...dots.map(({ at }) => at));
  return drawPlot(`Timeline of ${fault}: alerts and messages by second from the fault`, {
    width: 1_040,
    height: 60 + ROW_PX * Math.max(1, rows.length),
    marginLeft: 260,
    marginBottom: 34,
    x: { domain: [first, watchedSeconds], label: 'seconds from the fault', grid: true },
    y: { domain: rows.length > 0 ? rows : ['nothing'], label: null, tickSize: 0, padding: 0.25 },
    marks: [
      Plot.barX(bars, {
        y: 'row',
        x1: 'from',
        x2: 'to',
        fill: ({ isSign }: { isSign: boolean }) => (isSign ? COLOUR.alarm : COLOUR.reference),
      }),
      Plot.dot(dots, {
        y: 'kind',
        x: 'at',
        r: 4.5,
        fill: COLOUR.window,
        title: ({ at, detail }: DrillEvent) => `${at.toFixed(1)} s: ${detail}`,
      }),
      Plot.ruleX([0], { stroke: 'currentColor', strokeWidth: 1.5 }),
      ...(healing.kind === 'healed'
        ? [Plot.ruleX([healing.seconds], { stroke: COLOUR.window, strokeDasharray: '5,4', strokeWidth: 1.5 })]
        : []),
    ],
  });
}

function rowOf({ name, of }: Course): string {
  return of === '' ? name : `${name} (${of})`;
}
