import { createTransport } from 'nodemailer';
import type { NoticeReceivers } from '../../../config/index.js';
import type { Delivery } from '../outbox.js';
import type { Receiver } from './receiver.js';
import { clip, minute, type Telling } from './telling.js';

const MAX_SUBJECT = 200;

export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The same in plain text and in HTML that needs no style sheet. */
export function emailContent({ title, text, facts, links, model, at }: Telling): EmailContent {
  const width = Math.max(0, ...facts.map(({ name }) => name.length));
  const plain = [
    text,
    facts.map(({ name, value }) => `${name.padEnd(width)}  ${value}`).join('\n'),
    links.map((link) => `${link.title}: ${link.href}`).join('\n'),
    `${model}, ${minute(at)}`,
  ];
  const rows = facts.map(
    ({ name, value }) =>
      `<tr><td style="padding:2px 16px 2px 0;color:#555">${escapeHtml(name)}</td><td><b>${escapeHtml(value)}</b></td></tr>`,
  );
  const anchors = links.map((link) => `<a href="${escapeHtml(link.href)}">${escapeHtml(link.title)}</a>`);
  const html = [
    '<div style="font:15px/1.5 system-ui,sans-serif;max-width:640px">',
    `<h2 style="font-size:18px">${escapeHtml(title)}</h2>`,
    `<p>${escapeHtml(text)}</p>`,
    `<table style="border-collapse:collapse">${rows.join('')}</table>`,
    `<p>${anchors.join(' &middot; ')}</p>`,
    `<p style="color:#777">${escapeHtml(model)}, ${minute(at)}</p>`,
    '</div>',
  ];
  return {
    subject: clip(`[${model}] ${title}`, MAX_SUBJECT),
    text: plain.filter(Boolean).join('\n\n'),
    html: html.join('\n'),
  };
}

/** Mails of the same notice have the same Message-ID, by which mail programs tell that they are one. */
export function emailReceiver(
  { smtpUrl, from, to }: NonNullable<NoticeReceivers['email']>,
  timeoutMs: number,
  telling: (delivery: Delivery) => Telling,
): Receiver {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/[^\w.-]/g, '');
  return async (delivery, signal) => {
    signal.throwIfAborted();
    const told = telling(delivery);
    const sent = transport.sendMail({
      ...emailContent(told),
      from,
      to,
      messageId: `<${told.key}.${told.at.getTime()}.${told.model}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    await Promise.race([sent, abortion(signal)]);
  };
}

/** Rejects when the signal aborts. */
function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
