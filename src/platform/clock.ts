import { Injectable } from '@nestjs/common';

/** The service's only source of time, so that tests and backtests can drive it. */
@Injectable()
export class Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number {
    return Date.now();
  }
}
