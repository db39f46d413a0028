import { setTimeout } from 'node:timers/promises';
import type { Told } from './drill-receivers.js';
import { sendTraffic } from './drill-traffic.js';
import type { Fault } from './fault.js';
import { detection, type DrillResult, healing, type Observed, resultOf } from './result.js';
import { AlertWatch } from './watch-alerts.js';

const POLL_MS = 250;
/** A clean replay after its first hours, which are those before a fault. */
const CLEAN_HOURS = 4;
/** After a detection that nothing heals, time in which people may still be told of it. */
const TELLING_HOURS = 0.5;

/** A service that is watched, and what can be done to it. */
export interface Scene {
  readonly url: string;
  readonly prometheusUrl: string;
  /** Grows as people are told. */
  /** Undefined: it can't be seen. */
  readonly told: readonly Told[] | undefined;
  /** An hour of the service's clock in milliseconds of the machine. A day of the generator's payments comes in it. */
  readonly hourMs: number;
  /** What is not detected, or not healed, so long after the fault is said not to be. */
  readonly limitMs: number;
  /** Does the harm of a fault beside its traffic; the answer ends it. */
  readonly harm: (kind: NonNullable<Fault['harm']>) => Promise<() => Promise<void>>;
}

/**
 * Makes one fault, and says what came of it: ordinary traffic, the fault, then a watch until it is detected and, where
 * something heals it, healed. An abort of `stop` ends it early, with what was seen till then.
 */
export async function exercise(
  fault: Fault,
  scene: Scene,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<DrillResult> {
  const { url, prometheusUrl, told, hourMs } = scene;
  const over = new AbortController();
  const wait = (ms: number): Promise<unknown> => setTimeout(ms, undefined, { signal: stop }).catch(() => undefined);
  const plan = { url, drift: fault.drift, dayMs: hourMs, driftAfterDays: fault.baselineHours };
  const traffic = sendTraffic({ ...plan, labelDelayMs: fault.labelDelayHours * hourMs }, over.signal);
  const watch = new AlertWatch(prometheusUrl);
  const watching = watch.follow(over.signal);
  let endHarm: (() => Promise<void>) | undefined;
  try {
    tell(`${fault.name}: ordinary traffic`);
    await wait(fault.baselineHours * hourMs);
    const injectedMs = Date.now();
    tell(`${fault.name}: ${fault.meaning}`);
    if (fault.harm && !stop.aborted) endHarm = await scene.harm(fault.harm);
    const observed = (): Omit<Observed, 'traffic'> => ({
      injectedMs,
      endedMs: Date.now(),
      alerts: watch.seen,
      told: told?.filter(({ atMs }) => atMs >= (watch.beganMs ?? Infinity)),
    });
    await untilOver(fault, observed, scene, tell, wait, stop);
    const seen = observed();
    over.abort();
    await endHarm?.();
    endHarm = undefined;
    return resultOf(fault, { ...seen, traffic: await traffic });
  } finally {
    over.abort();
    await endHarm?.();
    await Promise.allSettled([traffic, watching]);
  }
}

async function untilOver(
  fault: Fault,
  observed: () => Omit<Observed, 'traffic'>,
  { hourMs, limitMs }: Scene,
  tell: (line: string) => void,
  wait: (ms: number) => Promise<unknown>,
  stop: AbortSignal,
): Promise<void> {
  if (fault.name === 'clean') {
    await wait(CLEAN_HOURS * hourMs);
    return;
  }
  const deadline = Date.now() + limitMs;
  let said = false;
  while (!stop.aborted && Date.now() < deadline) {
    const found = detection(fault, observed());
    if (found && !said) tell(`${fault.name}: detected after ${found.seconds.toFixed(1)} s by ${found.by}`);
    said ||= found !== undefined;
    const { kind } = healing(fault, observed());
    if (found && kind !== 'not-healed') {
      await wait(TELLING_HOURS * hourMs);
      return;
    }
    await wait(POLL_MS);
  }
}
