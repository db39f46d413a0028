import { Clock } from '../../src/platform/index.js';

/** A clock that stands still until it is moved. */
export class DrivenClock extends Clock {
  constructor(private time = Date.parse('2026-03-04T12:00:00Z')) {
    super();
  }

  override now(): number {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}
