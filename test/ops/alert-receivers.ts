import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What came, in the order it came; `until` waits for the next that fits, those that came before included. */
export class Inbox<T> {
  readonly items: T[] = [];
  private readonly arrivals = new EventEmitter();

  add(item: T): void {
    this.items.push(item);
    this.arrivals.emit('item');
  }

  /** Its test's own time limit is the limit. */
  async until(fits: (item: T) => boolean): Promise<T> {
    for (;;) {
      const found = this.items.find(fits);
      if (found !== undefined) return found;
      await once(this.arrivals, 'item');
    }
  }

  /** Waits for so many that fit. */
  async untilCount(count: number, fits: (item: T) => boolean): Promise<void> {
    while (this.items.filter(fits).length < count) await once(this.arrivals, 'item');
  }
}

export interface HttpReceiver {
  readonly url: string;
  readonly inbox: Inbox<any>;
  stop(): Promise<void>;
}

/**
 * A real HTTP server that keeps the JSON that it is posted.
 *
 * @param forwardTo where each request is passed on to, and whose answer is given; without, the answer is 202
 */
export async function startHttpReceiver(forwardTo?: string): Promise<HttpReceiver> {
  const inbox = new Inbox<any>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const answered = forwardTo
        ? fetch(forwardTo + request.url, {
            method: 'POST',
            body,
            headers: {
              'content-type': 'application/json',
              ...(request.headers.authorization && { authorization: request.headers.authorization }),
            },
          }).then(async (answer) => ({ status: answer.status, text: await answer.text() }))
        : Promise.resolve({ status: 202, text: 'ok' });
      void answered.then(({ status, text }) => {
        response.writeHead(status).end(text);
        inbox.add({ ...JSON.parse(body), answer: { status, text } });
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inbox,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Mail {
  readonly subject: string;
  readonly to: string[];
  readonly text: string;
  readonly html: string;
}

/** A real SMTP server that keeps the mails that it is sent. */
export async function startMailbox(): Promise<{ url: string; inbox: Inbox<Mail>; stop(): Promise<void> }> {
  const inbox = new Inbox<Mail>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        inbox.add(
          readMail(
            Buffer.concat(chunks).toString(),
            envelope.rcptTo.map(({ address }: any) => address),
          ),
        );
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    inbox,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

function readMail(raw: string, to: string[]): Mail {
  const part = (type: string): string => {
    const [, encoded = ''] =
      new RegExp(`Content-Type: ${type}[\\s\\S]*?\\r\\n\\r\\n([\\s\\S]*?)\\r\\n--`).exec(raw) ?? [];
    return quotedPrintable(encoded);
  };
  const [, subject = ''] = /^Subject: ((?:.*)(?:\r\n[ \t].*)*)/m.exec(raw) ?? [];
  const words = subject
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?q\?(.*?)\?=/gi, (_, q: string) => quotedPrintable(q.replaceAll('_', ' ')));
  return { subject: words, to, text: part('text/plain'), html: part('text/html') };
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n');
}
