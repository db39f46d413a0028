import type { MonitoringPrograms } from '../monitoring/monitoring.js';
import { checkPlaces } from './check-places.js';
import { DrillGround } from './drill-service.js';
import { exercise, type Scene } from './exercise.js';
import { type Fault, FAULT_BY_NAME, type FaultName } from './fault.js';
import { harm } from './harm.js';
import type { DrillResult } from './result.js';

const HOUR_MS = 3_600_000;
/** The clock of the drill's services and all waits run so many times as fast. */
export const FAST = 360;
/** On the drill's own service a fault has so many hours of the service's clock. */
const LIMIT_HOURS = 9;

/** Makes faults one after the other, each on a service of its own. One that can't be made is told, and fails the command. */
export async function drillOwn(
  names: readonly FaultName[],
  monitoring: MonitoringPrograms,
  speed: number,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<DrillResult[]> {
  tell('preparing: a database and a first model');
  const ground = await DrillGround.prepare();
  const results: DrillResult[] = [];
  try {
    for (const name of names) {
      if (stop.aborted) break;
      try {
        results.push(await onService(FAULT_BY_NAME[name], ground, monitoring, speed, tell, stop));
      } catch (error) {
        tell(`${name} could not be made: ${(error as Error).message}`);
        process.exitCode = 1;
      }
    }
  } finally {
    await ground.clear();
  }
  return results;
}

async function onService(
  fault: Fault,
  ground: DrillGround,
  monitoring: MonitoringPrograms,
  speed: number,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<DrillResult> {
  const service = await ground.start(fault, monitoring, speed);
  try {
    const scene: Scene = {
      ...service,
      told: service.receivers.told,
      hourMs: HOUR_MS / speed,
      limitMs: (LIMIT_HOURS * HOUR_MS) / speed,
      harm: (kind) => harm(kind, { ...service, databases: ground.databases }),
    };
    return await exercise(fault, scene, tell, stop);
  } finally {
    await service.stop();
  }
}

/**
 * Makes faults of traffic on a running service, at the pace of the fast setting: its own windows say what is detected how soon.
 *
 * @throws Error when an address is wrong, before anything is done
 */
export async function drillRunning(
  names: readonly FaultName[],
  places: { readonly url: string; readonly prometheusUrl: string; readonly limitMs: number },
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<DrillResult[]> {
  await checkPlaces(places, names);
  const scene: Scene = {
    ...places,
    told: undefined,
    hourMs: HOUR_MS / FAST,
    harm: () => Promise.reject(new Error('a running service is not harmed')),
  };
  const results: DrillResult[] = [];
  for (const name of names) {
    if (stop.aborted) break;
    results.push(await exercise(FAULT_BY_NAME[name], scene, tell, stop));
  }
  return results;
}
