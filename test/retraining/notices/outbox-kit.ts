import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { readEnvironment } from '../../../src/config/index.js';
import type { Notice } from '../../../src/retraining/notices/notice.js';
import { NoticeMetrics } from '../../../src/retraining/notices/notice-metrics.js';
import { NoticeSender } from '../../../src/retraining/notices/notice-sender.js';
import { Notices } from '../../../src/retraining/notices/notices.js';
import { Outbox } from '../../../src/retraining/notices/outbox.js';
import { receiversOf } from '../../../src/retraining/notices/receivers/receivers.js';
import { DrivenClock } from '../../support/clock.js';
import { testConfig } from '../../support/config.js';

// Receivers that fail on purpose are not worth reading about.
Logger.overrideLogger(false);

export const DEPLOYED: Notice = {
  key: 'run-17-deployed',
  kind: 'deployed',
  severity: 'info',
  title: 'v8 replaces v7: accuracy 0.786 -> 0.915',
  text: 'Accuracy had fallen below 0.90. v8 was measured on the same 2,000 rows as v7 & passed <every> check.',
  facts: [
    { name: 'accuracy', value: '0.786 -> 0.915' },
    { name: 'average precision', value: '0.512 -> 0.774' },
  ],
  links: [{ title: 'run 17', path: '/admin/retrains/17' }],
};

export const FAILED: Notice = {
  ...DEPLOYED,
  key: 'run-16-failed',
  kind: 'failed',
  severity: 'error',
  title: 'Retraining has failed in train: out of memory',
};

export const STARTED: Notice = { ...DEPLOYED, key: 'run-17-started', kind: 'started', title: 'Retraining has started' };

/** The outbox of one replica. */
export interface Replica {
  sender: NoticeSender;
  outbox: Outbox;
  registry: Registry;
  notices: Notices;
  add: (notice: Notice) => Promise<void>;
}

export function replica(
  dataSource: DataSource,
  clock: DrivenClock,
  variables: Record<string, string>,
  timeoutMs = 5_000,
): Replica {
  const environment = readEnvironment({
    PUBLIC_URL: 'https://fraud.example.com/',
    GRAFANA_URL: 'https://grafana.example.com',
    ...variables,
  });
  const registry = new Registry();
  const outbox = new Outbox(dataSource, clock);
  const metrics = new NoticeMetrics(environment, outbox, clock, registry);
  const receivers = receiversOf(environment, testConfig(), outbox, timeoutMs);
  const notices = new Notices(environment, clock);
  return {
    sender: new NoticeSender(outbox, receivers, metrics),
    outbox,
    registry,
    notices,
    add: (notice) => dataSource.transaction((manager) => notices.add(manager, notice)),
  };
}

/** What became of each notice at each receiver. */
export async function deliveries(dataSource: DataSource): Promise<Record<string, unknown>[]> {
  return dataSource.query(
    `SELECT n.key, d.channel, d.state, d.attempts, d.error FROM notice_delivery d JOIN notice n ON n.id = d.notice_id
     ORDER BY n.id, d.channel`,
  );
}
