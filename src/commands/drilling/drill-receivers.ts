import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that was told to somebody. */
export interface Told {
  readonly atMs: number;
  readonly receiver: 'notice' | 'slack' | 'pagerduty';
  /** Of a notice: what happened; else `alert`. */
  readonly kind: string;
  readonly title: string;
}

export interface DrillReceivers {
  readonly url: string;
  readonly told: readonly Told[];
  stop(): Promise<void>;
}

/** Somebody to be told: one HTTP server that takes notices (/notice), Slack's messages (/slack) and PagerDuty's events (/pagerduty). */
export async function startReceivers(): Promise<DrillReceivers> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const entry = read(request.url ?? '', Buffer.concat(chunks).toString());
      if (entry) told.push({ atMs: Date.now(), ...entry });
      response.writeHead(entry ? 202 : 400).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    told,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function read(path: string, text: string): Omit<Told, 'atMs'> | undefined {
  const body = JSON.parse(text) as {
    kind?: string;
    title?: string;
    attachments?: { title?: string }[];
    payload?: { summary?: string };
  };
  if (path === '/notice') return { receiver: 'notice', kind: body.kind ?? '', title: body.title ?? '' };
  if (path === '/slack') return { receiver: 'slack', kind: 'alert', title: body.attachments?.[0]?.title ?? '' };
  if (path !== '/pagerduty') return undefined;
  return { receiver: 'pagerduty', kind: 'alert', title: body.payload?.summary ?? '' };
}
