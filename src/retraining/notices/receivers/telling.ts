import { addressOf, type Environment } from '../../../config/index.js';
import type { Delivery } from '../outbox.js';
import type { Notice } from '../notice.js';

/** A notice as every receiver tells it. */
export interface Telling extends Omit<Notice, 'links'> {
  /** The model's name. */
  readonly model: string;
  readonly at: Date;
  readonly links: readonly { readonly title: string; readonly href: string }[];
}

/** A notice with the model's name, and with links that lead from anywhere to the service and its dashboards. */
export function tellingOf(
  { notice, createdAt }: Pick<Delivery, 'notice' | 'createdAt'>,
  model: string,
  { publicUrl, grafanaUrl, host, port }: Pick<Environment, 'publicUrl' | 'grafanaUrl' | 'host' | 'port'>,
): Telling {
  const base = publicUrl ?? addressOf({ host, port });
  const links = notice.links.map(({ title, path }) => ({ title, href: base + path }));
  if (grafanaUrl !== undefined) links.push({ title: 'Dashboards', href: grafanaUrl });
  return { ...notice, model, at: createdAt, links };
}

/** A text of at most so many characters; one that is longer ends in an ellipsis. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** To the minute, in UTC: `2026-11-23 02:14 UTC`. */
export function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
