import type { Delivery } from '../outbox.js';
import { postJson } from './post-json.js';
import type { Receiver } from './receiver.js';
import type { Telling } from './telling.js';

/** A notice as JSON. It may come twice: `id` is the same then. */
export function webhookReceiver(url: string, telling: (delivery: Delivery) => Telling): Receiver {
  return (delivery, signal) => {
    const { key, kind, severity, title, text, facts, links, model, at } = telling(delivery);
    const body = { id: key, model, kind, severity, title, text, facts, links, created_at: at.toISOString() };
    return postJson(url, body, signal, { 'idempotency-key': `${model}/${key}` });
  };
}
