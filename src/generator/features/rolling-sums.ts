import { DAY_MS } from '../calendar.js';

/** Windows move in steps of a quarter of a day. */
const STEP_MS = DAY_MS / 4;
export const STEPS_PER_DAY = DAY_MS / STEP_MS;

export function stepOf(epochMs: number): number {
  return Math.floor(epochMs / STEP_MS);
}

/**
 * Sums over rolling windows for many entities. For each entity a ring of steps holds what was added in each; the sum of a window of
 * s steps with a lag of l is that of the steps (now - l - s, now - l]. Sums of integers are exact: what leaves is what had come in.
 *
 * Memory: entities * (lag + longest window) numbers, whatever the time simulated. Cost: an addition is constant; moving on costs the
 * steps since the entity's last visit, at most a whole ring.
 */
export class RollingSums {
  private readonly ringSteps: number;
  private readonly ring: Float64Array;
  private readonly sums: Float64Array;
  private readonly currentStep: Float64Array;

  /**
   * @param windows window lengths in steps
   * @param lag steps, 0 for windows that end now
   */
  constructor(
    entities: number,
    private readonly windows: readonly number[],
    private readonly lag = 0,
  ) {
    this.ringSteps = lag + Math.max(...windows) + 1;
    this.ring = new Float64Array(entities * this.ringSteps);
    this.sums = new Float64Array(entities * windows.length);
    this.currentStep = new Float64Array(entities).fill(-Infinity);
  }

  /** Moves the entity's windows on to `step`; an earlier step than its last one is no move. */
  moveTo(entity: number, step: number): void {
    const behind = step - this.currentStep[entity];
    if (behind >= this.ringSteps) this.clear(entity);
    else for (let next = this.currentStep[entity] + 1; next <= step; next++) this.enter(entity, next);
    if (behind > 0) this.currentStep[entity] = step;
  }

  /** Adds to a step that is not after the entity's current one; a step that has left the ring is forgotten. */
  add(entity: number, step: number, value: number): void {
    const age = this.currentStep[entity] - step;
    if (age >= this.ringSteps) return;
    this.ring[this.slot(entity, step)] += value;
    for (let window = 0; window < this.windows.length; window++) {
      if (age >= this.lag && age < this.lag + this.windows[window]) this.sums[this.sumAt(entity, window)] += value;
    }
  }

  /** The sum of the window with this position in the list of windows, as of the entity's current step. */
  sum(entity: number, window: number): number {
    return this.sums[this.sumAt(entity, window)];
  }

  private enter(entity: number, step: number): void {
    this.ring[this.slot(entity, step)] = 0;
    for (let window = 0; window < this.windows.length; window++) {
      const entering = step - this.lag;
      this.sums[this.sumAt(entity, window)] +=
        this.ring[this.slot(entity, entering)] - this.ring[this.slot(entity, entering - this.windows[window])];
    }
  }

  private clear(entity: number): void {
    this.ring.fill(0, entity * this.ringSteps, (entity + 1) * this.ringSteps);
    this.sums.fill(0, entity * this.windows.length, (entity + 1) * this.windows.length);
  }

  private slot(entity: number, step: number): number {
    const inRing = step % this.ringSteps;
    return entity * this.ringSteps + (inRing < 0 ? inRing + this.ringSteps : inRing);
  }

  private sumAt(entity: number, window: number): number {
    return entity * this.windows.length + window;
  }
}
