import { describe, expect, it } from 'vitest';
import { drillPage } from '../../../src/commands/drilling/drill-page.js';
import { drillJson, type DrillReport } from '../../../src/commands/drilling/drill-report.js';
import { drillText } from '../../../src/commands/drilling/drill-text.js';

const REPORT: DrillReport = {
  madeAt: Date.parse('2026-03-04T12:00:00Z'),
  version: '1.2.3',
  seconds: 81.4,
  speed: 360,
  settings: ['figures of the last 3 h instead of 7 d'],
  results: [
    {
      fault: 'missing',
      meaning: 'data are <gone>',
      watchedSeconds: 40,
      detected: { by: 'FeatureDrift (distance_km)', seconds: 29.24 },
      healing: { kind: 'tells-people' },
      falseAlarms: ['LatencyHigh'],
      alerts: [{ name: 'FeatureDrift', of: 'distance_km', isSign: true, from: 29.24, to: undefined }],
      events: [
        { at: 29.24, kind: 'alert', name: 'FeatureDrift (distance_km)', detail: 'Values differ.' },
        { at: 30, kind: 'slack', name: 'alert', detail: 'distance_km no longer looks as in training' },
      ],
      told: { notice: 0, slack: 1, pagerduty: 0 },
      traffic: { predictions: 4_000, failed: 3, labels: 3_500 },
    },
    {
      fault: 'concept',
      meaning: 'other fraud',
      watchedSeconds: 90,
      detected: undefined,
      healing: { kind: 'not-healed' },
      falseAlarms: [],
      alerts: [],
      events: [],
      told: { notice: 0, slack: 0, pagerduty: 0 },
      traffic: { predictions: 9_000, failed: 0, labels: 8_000 },
    },
  ],
};

describe('the report of a drill', () => {
  it('is a table and a course for each fault; what was not detected or healed is said so', () => {
    expect(drillText(REPORT)).toEqual([
      'Fire drill: 2 faults in 81 s. Clock of the service and waits of alerts and routes run 360 times as fast: an hour is 10 s.',
      '  figures of the last 3 h instead of 7 d',
      '',
      'fault    detected                            healed        told: notices, Slack, PagerDuty  false alarms',
      'missing  29.2 s, FeatureDrift (distance_km)  tells people  0, 1, 0                          LatencyHigh',
      'concept  NOT in 90 s                         NOT in 90 s   0, 0, 0                          none',
      '',
      'missing: data are <gone>; 4000 predictions, 3500 labels, 3 requests failed',
      '     29.2 s  alert      FeatureDrift (distance_km): Values differ.',
      '     30.0 s  slack      distance_km no longer looks as in training',
      '',
      'concept: other fraud; 9000 predictions, 8000 labels',
      '',
    ]);
  });

  it('is JSON with snake_case keys, null for what was not detected', () => {
    expect(drillJson(REPORT)).toMatchObject({
      made_at: '2026-03-04T12:00:00.000Z',
      faults: [
        { fault: 'missing', watched_seconds: 40, detected: { seconds: 29.24 }, false_alarms: ['LatencyHigh'] },
        { fault: 'concept', detected: null, healing: { kind: 'not-healed' } },
      ],
    });
  });

  it('is a page with a timeline of each fault that needs nothing from outside', () => {
    const page = drillPage(REPORT);
    expect(page.match(/<svg role="img" aria-label="Timeline of /g)).toHaveLength(2);
    expect(page).toContain('data are &lt;gone&gt;');
    expect(page).toContain('NOT in 90 s');
    expect(page).not.toMatch(/<script|src=|https?:\/\/(?!www\.w3\.org)/);
  });
});
