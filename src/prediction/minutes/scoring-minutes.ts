import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ActiveModel } from '../../models/index.js';
import { Clock } from '../../platform/index.js';
import { LATENCY_BINS, latencyBin } from './latency-bins.js';
import { type ScoringMinute, ScoringMinuteStore } from './scoring-minute-store.js';

const MINUTE_MS = 60_000;
const WRITE_EVERY_MS = 10_000;
/** While the store can't be written, older minutes are given up. */
const MAX_MINUTES = 1_440;

/**
 * Counts how the requests of this process fare, and shares it with the other replicas. A killed process takes what it
 * counted in its last ten seconds with it.
 */
@Injectable()
export class ScoringMinutes implements OnApplicationShutdown {
  private readonly logger = new Logger(ScoringMinutes.name);
  private readonly process = randomUUID();
  private minutes = new Map<string, ScoringMinute>();

  constructor(
    private readonly models: ActiveModel,
    private readonly store: ScoringMinuteStore,
    private readonly clock: Clock,
  ) {}

  countRequest(failed: boolean): void {
    const minute = this.current();
    if (!minute) return;
    minute.requests += 1;
    if (failed) minute.errors += 1;
  }

  /** @param seconds how long a request took that was answered */
  countLatency(seconds: number): void {
    const { latencies } = this.current() ?? {};
    const bin = latencyBin(seconds);
    if (latencies) latencies[bin] = (latencies[bin] ?? 0) + 1;
  }

  /** Writes what was counted, and forgets the minutes that are over. */
  async write(): Promise<void> {
    const written = [...this.minutes];
    if (written.length === 0) return;
    await this.store.write(
      this.process,
      written.map(([, minute]) => minute),
    );
    const before = this.clock.now() - 2 * MINUTE_MS;
    for (const [key, { minute }] of written) if (minute < before) this.minutes.delete(key);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writeQuietly();
  }

  @Interval(WRITE_EVERY_MS)
  protected async writeQuietly(): Promise<void> {
    await this.write().catch((error: unknown) => {
      this.logger.warn(`how requests fared is kept until the next try: ${(error as Error).message}`);
    });
  }

  private current(): ScoringMinute | undefined {
    const modelVersion = this.models.peek()?.version;
    if (modelVersion === undefined) return undefined;
    const minute = Math.floor(this.clock.now() / MINUTE_MS) * MINUTE_MS;
    const key = `${minute} ${modelVersion}`;
    const known = this.minutes.get(key);
    if (known) return known;
    const [oldest] = this.minutes.keys();
    if (this.minutes.size >= MAX_MINUTES && oldest !== undefined) this.minutes.delete(oldest);
    const made = { minute, modelVersion, requests: 0, errors: 0, latencies: new Array<number>(LATENCY_BINS).fill(0) };
    this.minutes.set(key, made);
    return made;
  }
}
