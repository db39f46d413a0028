import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Prometheus } from '../../../../src/retraining/decision/conditions/prometheus.js';

type Handler = (request: IncomingMessage, response: ServerResponse, body: URLSearchParams) => void;

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

/** A real HTTP server that answers in Prometheus's place. */
async function listen(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      handler(request, response, new URLSearchParams(body));
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (body: unknown, status = 200): Promise<string> =>
  listen((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
const success = (resultType: string, result: unknown, more: object = {}): object => ({
  status: 'success',
  data: { resultType, result },
  ...more,
});

const AT = Date.parse('2026-03-04T02:00:00.250Z');
const never = new AbortController().signal;
const ask = async (url: string, timeoutMs = 10_000): Promise<unknown> =>
  (await new Prometheus(url, timeoutMs).evaluate(['x < 0.9'], AT, never))[0];

describe('answers', () => {
  it('asks for the expression at the time of the clock', async () => {
    let asked: unknown;
    const url = await listen((request, response, body) => {
      asked = { method: request.method, url: request.url, ...Object.fromEntries(body) };
      response.end(JSON.stringify(success('vector', [])));
    });
    await ask(`${url}/prefix`);
    expect(asked).toEqual({ method: 'POST', url: '/prefix/api/v1/query', query: 'x < 0.9', time: '1772589600.25' });
  });

  it.each([
    ['none', '', undefined],
    ['basic', 'user:p%40ss@', `Basic ${Buffer.from('user:p@ss').toString('base64')}`],
    ['bearer', ':to%2Fken@', 'Bearer to/ken'],
  ])('authorization of the URL: %s', async (_, credentials, expected) => {
    let header: unknown = 'nothing came';
    const url = await listen((request, response) => {
      header = request.headers.authorization;
      response.end(JSON.stringify(success('vector', [])));
    });
    await ask(url.replace('://', `://${credentials}`));
    expect(header).toBe(expected);
  });

  it('reads several series, and special numbers', async () => {
    const series = ['0.5', 'NaN', '+Inf', '-Inf', '1e-7'].map((value, place) => ({
      metric: { __name__: 'x', place: String(place) },
      value: [AT / 1_000, value],
    }));
    const value = (await ask(await answering(success('vector', series)))) as any;
    expect(value.samples.map((sample: any) => sample.value)).toEqual([0.5, NaN, Infinity, -Infinity, 1e-7]);
    expect(value.samples[1].labels).toEqual({ __name__: 'x', place: '1' });
  });

  it('reads an empty vector and a scalar', async () => {
    expect(await ask(await answering(success('vector', [])))).toEqual({ kind: 'vector', samples: [] });
    expect(await ask(await answering(success('scalar', [1, '3'])))).toEqual({ kind: 'scalar', value: 3 });
  });

  it('takes notes on the query for what they are', async () => {
    const url = await answering(success('vector', [], { infos: ['metric might not be a counter'] }));
    expect(await ask(url)).toEqual({ kind: 'vector', samples: [] });
  });
});

describe('errors', () => {
  it.each<[string, unknown, number, string | RegExp]>([
    [
      'a bad expression',
      { status: 'error', errorType: 'bad_data', error: 'parse error' },
      400,
      'Prometheus answered 400: parse error',
    ],
    ['a refusal', 'forbidden\n', 403, 'Prometheus answered 403: forbidden'],
    ['a failed evaluation', { status: 'error', error: 'duplicate series' }, 422, 'answered 422: duplicate series'],
    ['a broken server', '<html>oops</html>', 500, 'Prometheus answered 500: <html>oops</html>'],
    ['a busy server', '', 503, /^Prometheus answered 503$/],
    ['an error in a good answer', { status: 'error', error: 'no' }, 200, 'Prometheus answered 200: no'],
    ['no JSON', 'hello', 200, 'Prometheus answered 200: hello'],
    [
      'a partial answer',
      success('vector', [], { warnings: ['store b is down'] }),
      200,
      'in part only: store b is down',
    ],
    ['a matrix', success('matrix', []), 200, 'Prometheus answered with a matrix, not with'],
    ['a string', success('string', [1, 'x']), 200, 'Prometheus answered with a string, not with'],
    ['a native histogram', success('vector', [{ metric: {}, histogram: [1, {}] }]), 200, 'something else'],
    ['an answer without data', { status: 'success' }, 200, 'something else'],
    ['more than 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, 200, 'Prometheus answered with more than 1 MiB'],
  ])('%s', async (_, body, status, message) => {
    await expect(ask(await answering(body, status))).rejects.toThrow(message);
  });

  it('nobody listens', async () => {
    const url = await listen(() => undefined);
    const server = servers.pop()!;
    server.close();
    await once(server, 'close');
    await expect(ask(url)).rejects.toThrow('Prometheus could not be asked: ECONNREFUSED');
  });

  it('the connection breaks', async () => {
    const url = await listen((_, response) => response.socket!.destroy());
    await expect(ask(url)).rejects.toThrow('Prometheus could not be asked');
  });

  it('no answer in time', async () => {
    await expect(ask(await listen(() => undefined), 50)).rejects.toThrow('Prometheus did not answer within 0.05 s');
  });

  it('an answer that does not end in time', async () => {
    const url = await listen((_, response) => {
      response.write('{');
    });
    await expect(ask(url, 50)).rejects.toThrow('Prometheus did not answer within 0.05 s');
  });

  it('never tell the password', async () => {
    const url = await answering({ status: 'error', error: 'no' }, 401);
    const error = await ask(url.replace('://', '://user:secret-word@')).catch((caught: unknown) => caught);
    expect(String(error)).not.toContain('secret-word');
  });

  it('a run that is called off stops the question', async () => {
    const controller = new AbortController();
    const url = await listen(() => {
      controller.abort(new Error('called off'));
    });
    await expect(new Prometheus(url).evaluate(['x'], AT, controller.signal)).rejects.toThrow('called off');
  });
});
