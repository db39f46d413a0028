import { Clock } from '../platform/index.js';

/** A clock that stands still until it is set; it never goes back. */
export class DrivenClock extends Clock {
  constructor(private time: number) {
    super();
  }

  override now(): number {
    return this.time;
  }

  /** @param time milliseconds since 1970; an earlier one changes nothing */
  set(time: number): void {
    this.time = Math.max(this.time, time);
  }
}
