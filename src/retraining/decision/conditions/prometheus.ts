import { z } from 'zod';
import type { Value } from '../promql/expression.js';
import { FigureSource } from './figure-source.js';

const TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DETAIL = 300;

const point = z.tuple([z.number(), z.string()]);
const answer = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('scalar'), result: point }),
  z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: point })),
  }),
]);
const document = z.object({
  status: z.string(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  data: z.unknown().optional(),
});

/** Asks a Prometheus server, or what answers like one, by instant queries. */
export class Prometheus extends FigureSource {
  readonly name = 'prometheus';
  private readonly endpoint: URL;
  private readonly headers: Readonly<Record<string, string>>;

  /**
   * @param url as PROMETHEUS_URL: `https://user:password@host` for basic authentication, `https://:token@host` for a
   *   bearer token
   * @param timeoutMs a server that takes longer has not answered
   */
  constructor(
    url: string,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    super();
    this.endpoint = new URL(`${url}/api/v1/query`);
    const authorization = authorizationOf(this.endpoint);
    // fetch refuses a URL that holds them, and no message shall.
    this.endpoint.username = '';
    this.endpoint.password = '';
    this.headers = { 'content-type': 'application/x-www-form-urlencoded', ...(authorization && { authorization }) };
  }

  /** @throws Error for no answer in time, an error, a partial answer (a warning), or one that is neither number nor series */
  evaluate(expressions: readonly string[], at: number, signal: AbortSignal): Promise<Value[]> {
    return Promise.all(expressions.map((expression) => this.query(expression, at, signal)));
  }

  private async query(expression: string, at: number, outer: AbortSignal): Promise<Value> {
    const timeout = AbortSignal.timeout(this.timeoutMs);
    try {
      const response = await fetch(this.endpoint, {
        method: 'POST',
        headers: this.headers,
        body: new URLSearchParams({ query: expression, time: String(at / 1_000) }),
        signal: AbortSignal.any([outer, timeout]),
      });
      return read(response.status, await textOf(response));
    } catch (error) {
      if (timeout.aborted) throw new Error(`Prometheus did not answer within ${this.timeoutMs / 1_000} s`);
      throw error instanceof TypeError ? new Error(`Prometheus could not be asked: ${causeOf(error)}`) : error;
    }
  }
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  if (username === '') return `Bearer ${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
}

function causeOf(error: TypeError): string {
  const { code, message } = (error.cause ?? error) as { code?: string; message: string };
  return code ?? message;
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop by an error closes the connection.
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > MAX_BODY_BYTES) throw new Error('Prometheus answered with more than 1 MiB');
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function read(status: number, text: string): Value {
  const parsed = document.safeParse(json(text));
  if (status !== 200 || !parsed.success || parsed.data.status !== 'success') {
    const said = (parsed.data?.error ?? text.trim()).slice(0, MAX_DETAIL);
    throw new Error(`Prometheus answered ${status}${said === '' ? '' : `: ${said}`}`);
  }
  const { warnings = [], data } = parsed.data;
  if (warnings.length > 0) {
    throw new Error(`Prometheus answered in part only: ${warnings.join('; ').slice(0, MAX_DETAIL)}`);
  }
  const value = answer.safeParse(data);
  if (!value.success)
    throw new Error(`Prometheus answered with ${typeOf(data)}, not with a number or series of numbers`);
  if (value.data.resultType === 'scalar') return { kind: 'scalar', value: numberOf(value.data.result[1]) };
  const samples = value.data.result.map(({ metric, value: [, text] }) => ({ labels: metric, value: numberOf(text) }));
  return { kind: 'vector', samples };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typeOf(data: unknown): string {
  const type = (data as { resultType?: unknown } | null | undefined)?.resultType;
  return type === 'matrix' || type === 'string' ? `a ${type}` : 'something else';
}

function numberOf(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}
