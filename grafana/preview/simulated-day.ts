import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import { parse } from 'yaml';
import { configSchema } from '../../src/config/config-schema.js';
import type { ConfigInput } from '../../src/config/index.js';
import type { Transaction } from '../../src/generator/index.js';
import { DayService } from './day-service.js';
import { dayTraffic } from './day-traffic.js';
import type { ScrapedPages } from './scraped-pages.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Two days before it are scored and labelled without a scrape: windows are full when the day begins. */
const DAYS_BEFORE = 2;
const START = Date.parse('2026-03-02T00:00:00Z');
/** Between scrapes; recording rules look back 5 minutes. */
export const SCRAPE_MS = 120_000;
const PER_SCRAPE = 6;
/** The generator's labels take 5 days: here half an hour. */
const LABEL_DELAY_SCALE = 0.004;
const HISTORY_BATCH = 500;

/** Hours of the day at which something happens. */
const AT = { check: 2, outage: [3, 5], newFraud: 5, retrain: 18, receiverDown: [18, 19], rollback: 20 } as const;

export interface SimulatedDay {
  /** Milliseconds since 1970: the first and the last scrape. */
  readonly start: number;
  readonly end: number;
}

/**
 * Lives through a day of the built-in town in minutes, scraped all the while: bad requests, an outage upstream, a new kind of
 * fraud, a retraining, and a rollback by hand while the new version is on probation.
 *
 * @param configFile the config of the project: of the built-in generator
 * @param dataSource of an empty, migrated store
 * @param pages what Prometheus scrapes
 * @param trainingWorker the compiled worker, where it is not beside the code
 */
export async function simulateDay(
  configFile: string,
  dataSource: DataSource,
  pages: ScrapedPages,
  trainingWorker?: URL,
): Promise<SimulatedDay> {
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(receiverDown ? 503 : 204).end());
  }).listen(0, '127.0.0.1');
  let receiverDown = false;
  await once(receiver, 'listening');
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const service = await DayService.start(dayConfig(configFile), dataSource, START, webhook, trainingWorker);
  try {
    const day = new Day(service);
    await day.before();
    const start = START + DAYS_BEFORE * DAY_MS;
    let taken = Promise.resolve();
    for (let time = start; time <= start + DAY_MS; time += SCRAPE_MS) {
      service.clock.time = time;
      const hour = (time - start) / HOUR_MS;
      receiverDown = hour >= AT.receiverDown[0] && hour < AT.receiverDown[1];
      await day.tick(hour);
      const page = await service.get('/metrics');
      await taken;
      taken = pages.offer(page, time);
    }
    await taken;
    return { start, end: start + DAY_MS };
  } finally {
    await service.stop();
    receiver.close();
    receiver.closeAllConnections();
  }
}

function dayConfig(file: string): ReturnType<typeof configSchema.parse> {
  const given = parse(readFileSync(file, 'utf8')) as ConfigInput;
  return configSchema.parse({
    ...given,
    segments: [{ feature: 'channel' }],
    retraining: {
      // The machine's clock asks for nothing.
      schedule: { enabled: false },
      // A few hours of a new world prove less than days would.
      gate: { average_precision_margin: 0.05 },
      costs: { missed_positive: 100, false_alarm: 10, review: 2 },
    },
  });
}

/** What callers do. */
class Day {
  private readonly traffic: Generator<Transaction, never>;
  private labels: { at: number; transaction_id: string; actual_fraud: boolean }[] = [];

  constructor(private readonly service: DayService) {
    const before = DAYS_BEFORE * 4 * HISTORY_BATCH;
    const until = (hour: number): number => before + Math.round((hour * PER_SCRAPE * HOUR_MS) / SCRAPE_MS);
    this.traffic = dayTraffic(START, {
      outage: [until(AT.outage[0]), until(AT.outage[1])],
      newFraudFrom: until(AT.newFraud),
    });
  }

  /** Two ordinary days, in batches. */
  async before(): Promise<void> {
    for (let quarter = 0; quarter < DAYS_BEFORE * 4; quarter += 1) {
      this.service.clock.time = START + quarter * 6 * HOUR_MS + HOUR_MS;
      await this.service.post('/predict/batch', { transactions: this.take(HISTORY_BATCH) });
      this.service.clock.time += 2 * HOUR_MS;
      await this.sendLabels();
      await this.service.catchUp();
    }
  }

  async tick(hour: number): Promise<void> {
    for (const transaction of this.take(
      Math.round(PER_SCRAPE * (1 + 0.5 * Math.sin(((hour - 8) / 24) * 2 * Math.PI))),
    )) {
      await this.service.post('/predict', transaction);
    }
    await this.sendLabels();
    await this.mistakes(hour);
    if (hour === AT.check) await this.service.dailyCheck();
    if (hour === AT.retrain)
      await this.service.post('/admin/retrain', { reason: 'a new kind of fraud since five', force: true }, 202);
    if (hour === AT.rollback) await this.service.post('/admin/rollback', { reason: 'too many calls from customers' });
    await this.service.catchUp();
    if (Number.isInteger(hour)) await this.service.compareEstimates();
  }

  /** What callers get wrong now and then. */
  private async mistakes(hour: number): Promise<void> {
    const place = Math.round((hour * HOUR_MS) / SCRAPE_MS);
    if (place % 9 === 0) await this.service.post('/predict', { features: { amount: 'ten' } }, 400);
    if (place % 40 === 0) {
      const [transaction] = this.take(1);
      await this.service.post('/predict', transaction ?? {});
      await this.service.post(
        '/predict',
        { ...transaction, features: { ...transaction?.features, amount: 30_000 } },
        409,
      );
    }
    if (place % 60 === 0) await this.service.get('/predictions/unknown');
  }

  private take(count: number): { transaction_id: string; features: Transaction['features'] }[] {
    return Array.from({ length: count }, () => {
      const { transactionId, features, fraud, labelDelayMs } = this.traffic.next().value;
      const at = this.service.clock.time + labelDelayMs * LABEL_DELAY_SCALE;
      this.labels.push({ at, transaction_id: transactionId, actual_fraud: fraud });
      // One payment in a hundred is of a business that pays more than the config expects.
      const large = !fraud && transactionId.endsWith('00');
      return { transaction_id: transactionId, features: large ? { ...features, amount: 25_000 } : features };
    });
  }

  private async sendLabels(): Promise<void> {
    const { time } = this.service.clock;
    const due = this.labels.filter(({ at }) => at <= time);
    if (due.length === 0) return;
    this.labels = this.labels.filter(({ at }) => at > time);
    await this.service.post('/feedback/batch', {
      labels: due.map(({ transaction_id, actual_fraud, at }) => ({
        transaction_id,
        actual_fraud,
        labelled_at: new Date(at).toISOString(),
      })),
    });
  }
}
