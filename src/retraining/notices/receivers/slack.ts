import type { NoticeKind } from '../notice.js';
import type { Delivery } from '../outbox.js';
import { postJson } from './post-json.js';
import type { Receiver } from './receiver.js';
import { clip, minute, type Telling } from './telling.js';

/** Slack's limits (docs.slack.dev, Block Kit), in characters as they are sent. */
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;

const ICONS: Record<NoticeKind, string> = {
  started: '▶️',
  deployed: '✅',
  'threshold-moved': '✅',
  refused: '✋',
  failed: '🔴',
  cancelled: '⏹️',
  'rolled-back': '↩️',
  escalated: '🚨',
  healed: '💚',
};

interface Block {
  readonly type: 'header' | 'section' | 'context';
  readonly text?: { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string };
  readonly elements?: readonly { readonly type: 'mrkdwn'; readonly text: string }[];
}

/** What Slack's incoming webhook takes: `text` is what a phone's lock screen shows, the blocks are the message. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Lines rather than two columns of fields, which a phone stacks into a long list. */
export function slackMessage({ kind, title, text, facts, links, model, at }: Telling): SlackMessage {
  const heading = `${ICONS[kind]} ${title}`;
  const lines = facts.map(({ name, value }) => `${escapeMarkup(name)}: *${escapeMarkup(value)}*`).join('\n');
  const anchors = links.map((link) => `<${escapeMarkup(link.href)}|${escapeMarkup(link.title)}>`).join('  ·  ');
  const blocks: Block[] = [
    { type: 'header', text: { type: 'plain_text', text: clip(heading, MAX_HEADER) } },
    ...[escapeMarkup(text), lines, anchors].filter(Boolean).map(section),
    { type: 'context', elements: [{ type: 'mrkdwn', text: `${escapeMarkup(model)} · ${minute(at)}` }] },
  ];
  return { text: clip(escapeMarkup(`${heading}: ${text}`), MAX_SECTION), blocks };
}

export function slackReceiver(url: string, telling: (delivery: Delivery) => Telling): Receiver {
  return (delivery, signal) => postJson(url, slackMessage(telling(delivery)), signal);
}

function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text: clip(text, MAX_SECTION) } };
}

/** Slack's three control characters: nothing in a notice may call a channel or make a link. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
