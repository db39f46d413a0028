import type { NoticeReceivers } from '../../../config/index.js';
import type { Delivery, Outbox } from '../outbox.js';
import { postJson } from './post-json.js';
import type { Receiver } from './receiver.js';
import { clip, type Telling } from './telling.js';

/** PagerDuty's limits (Events API v2), in characters. */
const MAX_SUMMARY = 1_024;
const MAX_DEDUP_KEY = 255;

/** An event that opens an incident, or joins the one of the same key: telling it twice wakes nobody twice. */
export function triggerEvent(routingKey: string, told: Telling): object {
  const { key, kind, title, text, facts, links, model, at } = told;
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: dedupKey(model, key),
    payload: {
      summary: clip(`${model}: ${title}`, MAX_SUMMARY),
      source: model,
      severity: 'error',
      timestamp: at.toISOString(),
      component: 'homeostat',
      class: kind,
      custom_details: { what: text, ...Object.fromEntries(facts.map(({ name, value }) => [name, value])) },
    },
    links: links.map((link) => ({ href: link.href, text: link.title })),
    client: 'Homeostat',
  };
}

/** An event that closes the incident of an earlier notice. */
export function resolveEvent(routingKey: string, model: string, key: string): object {
  return { routing_key: routingKey, event_action: 'resolve', dedup_key: dedupKey(model, key) };
}

/** Triggers an incident for an error; for anything else resolves those that it puts right. */
export function pagerdutyReceiver(
  { url, routingKey }: NonNullable<NoticeReceivers['pagerduty']>,
  outbox: Outbox,
  telling: (delivery: Delivery) => Telling,
): Receiver {
  return async (delivery, signal) => {
    const told = telling(delivery);
    if (told.severity === 'error') {
      await postJson(url, triggerEvent(routingKey, told), signal);
      return;
    }
    for (const key of await outbox.resolvedBy(delivery)) {
      await postJson(url, resolveEvent(routingKey, told.model, key), signal);
      await outbox.markResolved(key);
    }
  };
}

function dedupKey(model: string, key: string): string {
  return `homeostat/${model}/${key}`.slice(0, MAX_DEDUP_KEY);
}
