import type { Told } from './drill-receivers.js';
import type { TrafficCounts } from './drill-traffic.js';
import type { Fault } from './fault.js';
import type { SeenAlert } from './watch-alerts.js';

/** Something that happened, in seconds of the machine from the fault; below 0: before it. */
export interface DrillEvent {
  readonly at: number;
  readonly kind: 'alert' | 'resolved' | 'notice' | 'slack' | 'pagerduty';
  readonly name: string;
  readonly detail: string;
}

export interface Course {
  readonly name: string;
  /** What the alert is of, where there may be several: a feature, a version. */
  readonly of: string;
  /** Whether it says what is wrong, and not one of the things that come with it. */
  readonly isSign: boolean;
  readonly from: number;
  /** Undefined: it still fired at the end. */
  readonly to: number | undefined;
}

/** What came of a fault. Times are seconds of the machine from the fault. */
export interface DrillResult {
  readonly fault: Fault['name'];
  readonly meaning: string;
  readonly watchedSeconds: number;
  readonly detected: { readonly by: string; readonly seconds: number } | undefined;
  readonly healing:
    | { readonly kind: 'healed'; readonly by: string; readonly seconds: number }
    | { readonly kind: 'not-healed' | 'tells-people' | 'nothing-to-heal' };
  /** Alerts before the fault, and on the clean replay at any time. */
  readonly falseAlarms: readonly string[];
  readonly alerts: readonly Course[];
  readonly events: readonly DrillEvent[];
  /** How many messages each receiver got after the fault. */
  readonly told: Readonly<Record<Told['receiver'], number>>;
  readonly traffic: TrafficCounts;
}

export interface Observed {
  readonly injectedMs: number;
  readonly endedMs: number;
  readonly alerts: readonly SeenAlert[];
  /** Undefined: what is told can't be seen, and healing goes by alerts alone. */
  readonly told: readonly Told[] | undefined;
  readonly traffic: TrafficCounts;
}

type Seen = Omit<Observed, 'traffic'>;

/** Whether an alert is one of those named, and of the fault's cause where it has one. */
function isSign({ cause }: Fault, alert: SeenAlert, names: readonly (string | undefined)[]): boolean {
  return names.includes(alert.name) && (cause === undefined || alert.cause === undefined || alert.cause === cause);
}

/** When a fault was detected; undefined: not (yet). Pure. */
export function detection(fault: Fault, { injectedMs, alerts, told = [] }: Seen): DrillResult['detected'] {
  const { detectedBy } = fault;
  const signs = [
    ...alerts
      .filter((alert) => alert.firedMs >= injectedMs && isSign(fault, alert, detectedBy.alerts))
      .map(({ name, of, firedMs }) => ({ by: of === '' ? name : `${name} (${of})`, atMs: firedMs })),
    ...told
      .filter(
        ({ receiver, kind, atMs }) => receiver === 'notice' && atMs >= injectedMs && detectedBy.notices.includes(kind),
      )
      .map(({ title, atMs }) => ({ by: `the notice "${title}"`, atMs })),
  ];
  const first = signs.sort((a, b) => a.atMs - b.atMs)[0];
  return first && { by: first.by, seconds: (first.atMs - injectedMs) / 1_000 };
}

/** When a fault was healed, or what there is instead. Pure. */
export function healing(fault: Fault, { injectedMs, alerts, told }: Seen): DrillResult['healing'] {
  const { name, healedBy } = fault;
  if (name === 'clean') return { kind: 'nothing-to-heal' };
  if (!healedBy) return { kind: 'tells-people' };
  const notice = told?.find(
    ({ receiver, kind, atMs }) => receiver === 'notice' && kind === healedBy.notice && atMs >= injectedMs,
  );
  if (told && !notice) return { kind: 'not-healed' };
  if (notice && healedBy.resolved === undefined) {
    return { kind: 'healed', by: notice.title, seconds: (notice.atMs - injectedMs) / 1_000 };
  }
  // The alert may be over before the notice has been delivered.
  const ends = alerts
    .filter((alert) => alert.firedMs >= injectedMs && isSign(fault, alert, [healedBy.resolved]))
    .map(({ resolvedMs }) => resolvedMs);
  const last = ends.length > 0 && ends.every((end) => end !== undefined) ? Math.max(...ends) : undefined;
  if (last === undefined) return { kind: 'not-healed' };
  const seconds = (Math.max(last, notice?.atMs ?? last) - injectedMs) / 1_000;
  return { kind: 'healed', by: `${notice ? `${notice.title}; ` : ''}${healedBy.resolved} resolved`, seconds };
}

/** Whether a fault went unnoticed, or unhealed although something is there to heal it. */
export function isMissed({ fault, detected, healing: { kind } }: DrillResult): boolean {
  return (fault !== 'clean' && detected === undefined) || kind === 'not-healed';
}

/** All that came of a fault. Pure. */
export function resultOf(fault: Fault, observed: Observed): DrillResult {
  const { injectedMs, endedMs, alerts, told = [], traffic } = observed;
  const at = (ms: number): number => (ms - injectedMs) / 1_000;
  const isFalse = ({ firedMs }: SeenAlert): boolean => fault.name === 'clean' || firedMs < injectedMs;
  const after = told.filter(({ atMs }) => atMs >= injectedMs);
  const count = (receiver: Told['receiver']): number => after.filter((each) => each.receiver === receiver).length;
  const events: DrillEvent[] = [
    ...alerts.flatMap(({ name, of, description, firedMs, resolvedMs }): DrillEvent[] => [
      { at: at(firedMs), kind: 'alert', name: of === '' ? name : `${name} (${of})`, detail: description },
      ...(resolvedMs === undefined
        ? []
        : [{ at: at(resolvedMs), kind: 'resolved' as const, name: of === '' ? name : `${name} (${of})`, detail: '' }]),
    ]),
    ...told.map(({ receiver, kind, title, atMs }): DrillEvent => ({
      at: at(atMs),
      kind: receiver,
      name: kind,
      detail: title,
    })),
  ];
  return {
    fault: fault.name,
    meaning: fault.meaning,
    watchedSeconds: at(endedMs),
    detected: detection(fault, observed),
    healing: healing(fault, observed),
    falseAlarms: alerts.filter(isFalse).map(({ name, of }) => (of === '' ? name : `${name} (${of})`)),
    alerts: alerts.map((alert) => ({
      name: alert.name,
      of: alert.of,
      isSign: isSign(fault, alert, fault.detectedBy.alerts),
      from: at(alert.firedMs),
      to: alert.resolvedMs === undefined ? undefined : at(alert.resolvedMs),
    })),
    events: events.sort((a, b) => a.at - b.at),
    told: { notice: count('notice'), slack: count('slack'), pagerduty: count('pagerduty') },
    traffic,
  };
}
