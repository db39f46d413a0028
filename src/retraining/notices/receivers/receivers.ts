import type { Config, Environment } from '../../../config/index.js';
import type { Channel } from '../channel.js';
import type { Delivery, Outbox } from '../outbox.js';
import { emailReceiver } from './email.js';
import { pagerdutyReceiver } from './pagerduty.js';
import type { Receiver } from './receiver.js';
import { slackReceiver } from './slack.js';
import { tellingOf } from './telling.js';
import { webhookReceiver } from './webhook.js';

/** Longer than this no attempt takes. */
const TIMEOUT_MS = 10_000;

export type Receivers = ReadonlyMap<Channel, Receiver>;

/** Injection token of the `Receivers`. */
export const RECEIVERS = Symbol('receivers');

/** The receivers that the environment names. */
export function receiversOf(
  environment: Environment,
  config: Config,
  outbox: Outbox,
  timeoutMs: number = TIMEOUT_MS,
): Receivers {
  const { slackWebhookUrl, email, pagerduty, webhookUrl } = environment.notices;
  const telling = (delivery: Delivery) => tellingOf(delivery, config.name, environment);
  const receivers = new Map<Channel, Receiver>();
  if (slackWebhookUrl !== undefined) receivers.set('slack', slackReceiver(slackWebhookUrl, telling));
  if (email) receivers.set('email', emailReceiver(email, timeoutMs, telling));
  if (pagerduty) receivers.set('pagerduty', pagerdutyReceiver(pagerduty, outbox, telling));
  if (webhookUrl !== undefined) receivers.set('webhook', webhookReceiver(webhookUrl, telling));
  return new Map([...receivers].map(([channel, receiver]) => [channel, withTimeout(receiver, timeoutMs)]));
}

function withTimeout(receiver: Receiver, timeoutMs: number): Receiver {
  return async (delivery, stopping) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      await receiver(delivery, AbortSignal.any([timeout, stopping]));
    } catch (error) {
      if (timeout.aborted) throw new Error(`no answer within ${timeoutMs / 1_000} s`, { cause: error });
      throw error;
    }
  };
}
