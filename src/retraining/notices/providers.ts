import { CONFIG, ENVIRONMENT } from '../../config/index.js';
import { NoticeMetrics } from './notice-metrics.js';
import { NoticeSender, NoticeTimer } from './notice-sender.js';
import { Notices } from './notices.js';
import { Outbox } from './outbox.js';
import { RECEIVERS, receiversOf } from './receivers/receivers.js';

/** What the module of the room takes from here. */
export const NOTICE_PROVIDERS = [
  Notices,
  Outbox,
  NoticeMetrics,
  NoticeSender,
  NoticeTimer,
  { provide: RECEIVERS, useFactory: receiversOf, inject: [ENVIRONMENT, CONFIG, Outbox] },
];
