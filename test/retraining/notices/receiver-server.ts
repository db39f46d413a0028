import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: any;
}

type Reply = { status: number; headers?: Record<string, string>; body?: string } | 'hang' | 'drip';

/** A real HTTP server that keeps what it is sent, and answers as it is told to: 200 by default. */
export class ReceiverServer {
  readonly received: Received[] = [];
  /** How the next requests are answered, in order. */
  readonly replies: Reply[] = [];
  private readonly waiting: { count: number; resolve: () => void }[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ReceiverServer> {
    const server = createServer();
    const receiver = new ReceiverServer(server);
    server.on('request', (request, response) => void receiver.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** Returns when so many requests have come. */
  async until(count: number): Promise<void> {
    if (this.received.length >= count) return;
    await new Promise<void>((resolve) => this.waiting.push({ count, resolve }));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    this.received.push({ path: request.url!, headers: request.headers, body });
    for (const { count, resolve } of this.waiting) if (this.received.length >= count) resolve();
    const reply = this.replies.shift() ?? { status: 200, body: 'ok' };
    if (reply === 'hang') return;
    if (reply === 'drip') {
      response.writeHead(500);
      response.write('');
      response.flushHeaders();
      return;
    }
    response.writeHead(reply.status, reply.headers).end(reply.body ?? '');
  }
}
