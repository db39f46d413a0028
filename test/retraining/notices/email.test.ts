import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrivenClock } from '../../support/clock.js';
import { openTestDatabase } from '../../support/database.js';
import { deliveries, DEPLOYED, replica } from './outbox-kit.js';

interface Mail {
  from: string;
  to: string[];
  headers: Record<string, string>;
  text: string;
  html: string;
}

let dataSource: DataSource;
let clock: DrivenClock;
let server: SMTPServer;
let mails: Mail[];
/** What the server answers to the next message; undefined takes it. */
let refusal: Error | undefined;
let hang: boolean;

beforeAll(async () => {
  dataSource = await openTestDatabase();
});
afterAll(() => dataSource.destroy());
beforeEach(async () => {
  clock = new DrivenClock();
  [mails, refusal, hang] = [[], undefined, false];
  server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _, callback) => {
      if (username === 'mailer' && password === 'p@ss') callback(null, { user: username });
      else callback(new Error('wrong user or password'));
    },
    onData: (stream, { envelope }, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (hang) return;
        if (!refusal) mails.push(read(Buffer.concat(chunks).toString(), envelope));
        callback(refusal ?? null);
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await dataSource.query('TRUNCATE notice CASCADE');
  await new Promise<void>((resolve) => {
    server.close(resolve);
  });
});

const variables = (login = '') => ({
  SMTP_URL: `smtp://${login}127.0.0.1:${(server.server.address() as AddressInfo).port}`,
  NOTICE_EMAIL_FROM: 'homeostat@example.com',
  NOTICE_EMAIL_TO: 'risk@example.com, on-call@example.com',
});

describe('an email', () => {
  it('has the notice as text and as HTML, for everybody named', async () => {
    const { add, sender } = replica(dataSource, clock, variables('mailer:p%40ss@'));
    await add(DEPLOYED);
    await sender.turn();

    expect(await deliveries(dataSource)).toMatchObject([{ channel: 'email', state: 'delivered', error: null }]);
    const [mail] = mails;
    expect(mail).toMatchObject({ from: 'homeostat@example.com', to: ['risk@example.com', 'on-call@example.com'] });
    expect(mail.headers).toMatchObject({
      subject: '[test] v8 replaces v7: accuracy 0.786 -> 0.915',
      from: 'homeostat@example.com',
      'message-id': `<run-17-deployed.${clock.now()}.test@example.com>`,
      'auto-submitted': 'auto-generated',
    });
    expect(mail.text.trim().split('\n')).toEqual([
      DEPLOYED.text,
      '',
      'accuracy           0.786 -> 0.915',
      'average precision  0.512 -> 0.774',
      '',
      'run 17: https://fraud.example.com/admin/retrains/17',
      'Dashboards: https://grafana.example.com',
      '',
      'test, 2026-03-04 12:00 UTC',
    ]);
    expect(mail.html).toContain('v7 &amp; passed &lt;every&gt; check.</p>');
    expect(mail.html).toContain('<b>0.786 -&gt; 0.915</b>');
    expect(mail.html).toContain('<a href="https://fraud.example.com/admin/retrains/17">run 17</a>');
  });

  it('keeps a title with a line break in its subject', async () => {
    const { add, sender } = replica(dataSource, clock, variables());
    await add({ ...DEPLOYED, title: 'v8 replaces v7\r\nBcc: everybody@example.com' });
    await sender.turn();
    expect(mails[0].headers).not.toHaveProperty('bcc');
    expect(mails[0].to).toEqual(['risk@example.com', 'on-call@example.com']);
  });
});

describe('a mail server that does not take it', () => {
  it('for now: the notice waits', async () => {
    const { add, sender } = replica(dataSource, clock, variables());
    refusal = Object.assign(new Error('mailbox busy'), { responseCode: 451 });
    await add(DEPLOYED);
    await sender.turn();
    expect(await deliveries(dataSource)).toMatchObject([
      { state: 'pending', error: expect.stringContaining('mailbox busy') },
    ]);

    refusal = undefined;
    clock.advance(30_000);
    await sender.turn();
    expect(mails).toHaveLength(1);
  });

  it.each([
    ['does not know the password', 'mailer:wrong@', /Invalid login|wrong user/],
    ['is not there', undefined, /ECONNREFUSED/],
  ])('%s: the reason is on record, without the password', async (_, login, error) => {
    const environment = {
      ...variables(login),
      ...(login === undefined && { SMTP_URL: 'smtp://u:secret@127.0.0.1:1' }),
    };
    const { add, sender } = replica(dataSource, clock, environment);
    await add(DEPLOYED);
    await sender.turn();
    const [delivery] = await deliveries(dataSource);
    expect(delivery).toMatchObject({ state: 'pending', error: expect.stringMatching(error) });
    expect(delivery['error']).not.toMatch(/secret|:wrong/);
  });

  it('hangs: the attempt ends', async () => {
    const { add, sender } = replica(dataSource, clock, variables(), 300);
    hang = true;
    await add(DEPLOYED);
    await sender.turn();
    expect(await deliveries(dataSource)).toMatchObject([{ state: 'pending', error: 'no answer within 0.3 s' }]);
  });
});

/** The parts of a multipart/alternative message. */
function read(raw: string, envelope: any): Mail {
  const [head, ...rest] = raw.split('\r\n\r\n');
  const headers = headersOf(head);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'])![1];
  const [text, html] = rest.join('\r\n\r\n').split(`--${boundary}`).slice(1).map(body);
  return {
    from: envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }: { address: string }) => address),
    headers,
    text: text,
    html: html,
  };
}

function headersOf(head: string): Record<string, string> {
  const lines = head
    .trim()
    .replace(/\r\n\s+/g, ' ')
    .split('\r\n');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

function body(part: string): string {
  const [head, ...rest] = part.trim().split('\r\n\r\n');
  const content = rest.join('\r\n\r\n').replaceAll('\r\n', '\n');
  if (!head.includes('quoted-printable')) return content;
  const bytes = content
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
