import type { Delivery } from '../outbox.js';

/** Makes one attempt. It throws when the receiver did not take the notice; `retryAfterMs` on the error is how long it asked for. */
export type Receiver = (delivery: Delivery, signal: AbortSignal) => Promise<void>;
