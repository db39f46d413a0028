import { Clock } from '../../platform/index.js';

/** A clock that starts at the time of the machine and runs so many times as fast. */
export class SpedClock extends Clock {
  private readonly startMs = Date.now();

  /** @param speed above 0; 1 is the clock of the machine */
  constructor(private readonly speed: number) {
    super();
  }

  override now(): number {
    return Math.round(this.startMs + (Date.now() - this.startMs) * this.speed);
  }
}
