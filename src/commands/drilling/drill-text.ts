import type { DrillReport } from './drill-report.js';
import type { DrillResult } from './result.js';

/** A report as lines for a terminal. */
export function drillText({ seconds, speed, settings, results }: DrillReport): string[] {
  return [
    `Fire drill: ${results.length} ${results.length === 1 ? 'fault' : 'faults'} in ${seconds.toFixed(0)} s. ${pace(speed)}`,
    ...settings.map((setting) => `  ${setting}`),
    '',
    ...table(
      ['fault', 'detected', 'healed', 'told: notices, Slack, PagerDuty', 'false alarms'],
      results.map((result) => [
        result.fault,
        detectedText(result),
        healedText(result),
        `${result.told.notice}, ${result.told.slack}, ${result.told.pagerduty}`,
        result.falseAlarms.length === 0 ? 'none' : result.falseAlarms.join(', '),
      ]),
    ),
    '',
    ...results.flatMap(courseLines),
  ];
}

/** How fast time went. */
export function pace(speed: number): string {
  return speed === 1
    ? 'Clock and waits are those of every day.'
    : `Clock of the service and waits of alerts and routes run ${speed} times as fast: an hour is ${(3_600 / speed).toFixed(0)} s.`;
}

/** `12.5 s, FeatureDrift (amount)`; seconds are those of the machine. */
export function detectedText({ fault, detected, watchedSeconds }: DrillResult): string {
  if (detected) return `${detected.seconds.toFixed(1)} s, ${detected.by}`;
  return fault === 'clean' ? '-' : `NOT in ${watchedSeconds.toFixed(0)} s`;
}

export function healedText({ healing, watchedSeconds }: DrillResult): string {
  switch (healing.kind) {
    case 'healed':
      return `${healing.seconds.toFixed(1)} s, ${healing.by}`;
    case 'not-healed':
      return `NOT in ${watchedSeconds.toFixed(0)} s`;
    case 'tells-people':
      return 'tells people';
    case 'nothing-to-heal':
      return '-';
  }
}

function courseLines({ fault, events, traffic, meaning }: DrillResult): string[] {
  const failed = traffic.failed > 0 ? `, ${traffic.failed} requests failed` : '';
  return [
    `${fault}: ${meaning}; ${traffic.predictions} predictions, ${traffic.labels} labels${failed}`,
    ...events.map(({ at, kind, name, detail }) => {
      const what = kind === 'alert' || kind === 'resolved' ? `${name}${detail && `: ${detail}`}` : detail;
      return `  ${at.toFixed(1).padStart(7)} s  ${kind.padEnd(9)}  ${what}`;
    }),
    '',
  ];
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, place) =>
    Math.max(heading.length, ...rows.map((cells) => cells[place]?.length ?? 0)),
  );
  return [headings, ...rows].map((cells) =>
    cells
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
