import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** What the service was asked, in order: the ids of scored or labelled transactions. */
export interface Asked {
  readonly path: string;
  readonly ids: readonly string[];
}

type Reply = readonly [status: number, headers: Record<string, string>, body: object];

/** An HTTP service that calls a transaction positive when its `risk` is above 0.5, and answers as scripted first. */
export class ScriptedService {
  readonly asked: Asked[] = [];
  readonly bodies: any[] = [];
  private readonly replies: Reply[] = [];

  private constructor(readonly url: URL) {}

  static async start(): Promise<ScriptedService> {
    const server = createServer((request, response) => void service.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    const service = new ScriptedService(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    return service;
  }

  /** The next requests get these answers instead. */
  script(...replies: Reply[]): void {
    this.replies.push(...replies);
  }

  forget(): void {
    this.asked.length = 0;
    this.bodies.length = 0;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = JSON.parse(text);
    const path = request.url ?? '';
    const rows: any[] = body.transactions ?? body.labels ?? [body];
    const [status, headers, answer] = this.replies.shift() ?? [200, {}, usualAnswer(path, rows)];
    if (status === 200) {
      this.asked.push({ path, ids: rows.map((row) => row.transaction_id) });
      this.bodies.push(body);
    }
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(answer));
  }
}

function usualAnswer(path: string, rows: any[]): object {
  const predictions = rows.map(({ features }) => ({ prediction: features?.risk > 0.5 ? 1 : 0 }));
  switch (path) {
    case '/predict':
      return predictions[0];
    case '/predict/batch':
      return { predictions };
    case '/feedback':
      return { status: 'recorded' };
    default:
      return { recorded: rows.length, unchanged: 0, corrected: 0, pending: 0 };
  }
}
