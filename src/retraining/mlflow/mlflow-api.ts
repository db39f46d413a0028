import { causeOf } from '../notices/receivers/post-json.js';

const MAX_ANSWER = 300;

/** The server refused; `code` is MLflow's own, such as RESOURCE_DOES_NOT_EXIST. */
export class MlflowRefusal extends Error {
  constructor(
    readonly code: string | undefined,
    message: string,
  ) {
    super(message);
    this.name = 'MlflowRefusal';
  }
}

/** Calls of MLflow's REST API 2.0. */
export class MlflowApi {
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;

  /** @param url may hold a user and a password, for basic authentication */
  constructor({ url, token }: { readonly url: string; readonly token: string | undefined }) {
    const parsed = new URL(url);
    const login = [parsed.username, parsed.password].map(decodeURIComponent).join(':');
    this.base = url.replace(/\/\/[^/@]*@/, '//');
    this.headers = {
      'user-agent': 'homeostat',
      ...(login !== ':' && { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
  }

  /** @throws MlflowRefusal, or Error when there is no answer */
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<unknown> {
    return this.call('GET', `mlflow/${path}?${new URLSearchParams(query).toString()}`, undefined, signal);
  }

  /** @throws MlflowRefusal, or Error when there is no answer */
  post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    return this.call('POST', `mlflow/${path}`, JSON.stringify(body), signal);
  }

  /** Stores a file through the server. `path` is below its artefact folder. */
  async putArtefact(path: string, content: Uint8Array | string, signal: AbortSignal): Promise<void> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    await this.call('PUT', `mlflow-artifacts/artifacts/${encoded}`, content, signal);
  }

  private async call(
    method: string,
    path: string,
    body: Uint8Array | string | undefined,
    signal: AbortSignal,
  ): Promise<unknown> {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    const response = await fetch(`${this.base}/api/2.0/${path}`, {
      method,
      headers: { ...this.headers, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
      redirect: 'error',
      signal,
    }).catch((error: unknown) => {
      throw new Error(causeOf(error), { cause: error });
    });
    const text = await response.text();
    const answer = parsed(text) as { error_code?: string; message?: string } | undefined;
    if (response.ok) return answer;
    const { error_code: code, message = text } = answer ?? {};
    const where = path.replace(/\?.*/, '');
    throw new MlflowRefusal(code, `${where} answered ${response.status}: ${message.slice(0, MAX_ANSWER)}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
