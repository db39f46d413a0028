import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigError, type Environment } from '../../config/index.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether only programs of this machine reach an address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * Without a key the admin calls are open to whoever reaches them: only a loopback address may be so.
 *
 * @throws ConfigError naming ADMIN_API_KEY
 */
export function requireAdminKey({ host, adminApiKey }: Pick<Environment, 'host' | 'adminApiKey'>): void {
  if (adminApiKey !== undefined || isLoopback(host)) return;
  throw new ConfigError('the environment', [
    `ADMIN_API_KEY: is needed to listen on ${host}, where others could retrain and roll back; set it to 16 characters or more, e.g. ADMIN_API_KEY=$(openssl rand -hex 32)`,
  ]);
}

/** Whether an Authorization header bears the key. The time it takes says nothing of the key, nor of its length. */
export function bearsKey(authorization: string | undefined, key: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(key));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
