import os from 'node:os';
import { readEnvironment } from '../../config/index.js';
import { ApiError, networkReason, refusal } from '../traffic/api-error.js';

const REQUEST_TIMEOUT_MS = 30_000;
const UNAUTHORIZED = 401;

/** What commands that call the admin API say of their key. */
export const KEY_HELP = `
Environment: ADMIN_API_KEY, the key that the service was started with; none where it has none (on this machine).`;

/** Nothing answers at the address. */
export class Unreachable extends ApiError {}

/** The admin API, called in the name of who is logged in here. Every call throws ApiError when it is refused. */
export class AdminClient {
  private readonly address: string;
  private readonly headers: Record<string, string>;

  /** @param url of the service; a path is kept, as of a service behind a gateway */
  constructor(url: URL) {
    this.address = url.href.replace(/\/$/, '');
    const { adminApiKey } = readEnvironment(process.env);
    this.headers = {
      'x-actor': actor(),
      ...(adminApiKey !== undefined && { authorization: `Bearer ${adminApiKey}` }),
    };
  }

  get(path: string): Promise<unknown> {
    return this.call('GET', path);
  }

  post(path: string, body: object): Promise<unknown> {
    return this.call('POST', path, body);
  }

  private async call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.address + path, {
        method,
        headers: { ...this.headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      text = await response.text();
    } catch (error) {
      const advice = 'start the service with "npm start", or name its address with --url';
      throw new Unreachable(`nothing answers at ${this.address} (${networkReason(error)}): ${advice}`);
    }
    if (response.ok) return JSON.parse(text);
    const refused = refusal(path, response.status, text, method);
    if (response.status === UNAUTHORIZED) refused.message += '; set ADMIN_API_KEY to the key of the service';
    throw refused;
  }
}

/** A header holds ASCII alone. */
function actor(): string {
  const { username } = os.userInfo();
  return /^[\x21-\x7e]{1,80}$/.test(username) ? `${username} (command line)` : 'command line';
}
