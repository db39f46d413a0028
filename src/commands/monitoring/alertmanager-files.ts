import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NoticeReceivers } from '../../config/index.js';
import { readYaml, writeYaml } from './prometheus-files.js';
import { scaledDuration } from './scaled-duration.js';

/** Where alerts go. A receiver that is undefined is left out of the routes' receivers. */
export interface AlertReceivers extends NoticeReceivers {
  readonly serviceUrl: string;
  readonly adminApiKey: string | undefined;
}

interface Route {
  group_wait?: string;
  group_interval?: string;
  repeat_interval?: string;
  routes?: Route[];
}

interface Receiver {
  name: string;
  slack_configs?: Record<string, unknown>[];
  email_configs?: Record<string, unknown>[];
  pagerduty_configs?: Record<string, unknown>[];
  webhook_configs?: Record<string, unknown>[];
}

interface AlertmanagerConfig {
  global: Record<string, unknown>;
  route: Route;
  receivers: Receiver[];
}

/**
 * The Alertmanager files of the project, in a folder of their own, with this machine's receivers; secrets are files that
 * only their owner may read.
 *
 * @param speed the waits of groups are divided by it
 * @returns the config file
 */
export function writeAlertmanagerFiles(ops: string, folder: string, to: AlertReceivers, speed: number): string {
  cpSync(path.join(ops, 'alertmanager'), folder, { recursive: true });
  const secrets = path.join(folder, 'secrets');
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  const secret = (name: string, value: string): string => {
    const file = path.join(secrets, name);
    writeFileSync(file, value, { mode: 0o600 });
    return file;
  };
  const file = path.join(folder, 'alertmanager.yml');
  const config = readYaml(file) as AlertmanagerConfig;
  config.global = { resolve_timeout: config.global['resolve_timeout'], ...senders(to, secret) };
  quicken(config.route, speed);
  for (const receiver of config.receivers) addressOf(receiver, to, secret);
  writeYaml(file, config);
  return file;
}

type Secret = (name: string, value: string) => string;

function senders({ slackWebhookUrl, email }: AlertReceivers, secret: Secret): Record<string, unknown> {
  const slack = slackWebhookUrl === undefined ? {} : { slack_api_url_file: secret('slack_url', slackWebhookUrl) };
  if (!email) return slack;
  const { hostname, port, protocol, username, password } = new URL(email.smtpUrl);
  return {
    ...slack,
    smtp_smarthost: `${hostname}:${port || (protocol === 'smtps:' ? 465 : 587)}`,
    smtp_from: email.from,
    // As in the service's own notices: a server that offers STARTTLS gets it, one on loopback need not.
    smtp_require_tls: !['127.0.0.1', 'localhost'].includes(hostname),
    ...(username && { smtp_auth_username: decodeURIComponent(username) }),
    ...(password && { smtp_auth_password_file: secret('smtp_password', decodeURIComponent(password)) }),
  };
}

function quicken(route: Route, speed: number): void {
  for (const key of ['group_wait', 'group_interval', 'repeat_interval'] as const) {
    const wait = route[key];
    if (wait !== undefined) route[key] = wait === '0s' ? wait : scaledDuration(wait, speed);
  }
  for (const child of route.routes ?? []) quicken(child, speed);
}

function addressOf(receiver: Receiver, to: AlertReceivers, secret: Secret): void {
  const { email, pagerduty, slackWebhookUrl } = to;
  if (slackWebhookUrl === undefined) delete receiver.slack_configs;
  if (!email) delete receiver.email_configs;
  for (const config of receiver.email_configs ?? []) config['to'] = email?.to;
  if (!pagerduty) delete receiver.pagerduty_configs;
  for (const config of receiver.pagerduty_configs ?? []) {
    config['routing_key_file'] = secret('pagerduty_key', pagerduty?.routingKey ?? '');
    config['url'] = pagerduty?.url;
  }
  if (receiver.name === 'deadman') delete receiver.webhook_configs;
  for (const config of receiver.webhook_configs ?? []) {
    config['url'] = `${to.serviceUrl}/alerts/webhook`;
    delete config['http_config'];
    if (to.adminApiKey !== undefined) {
      config['http_config'] = { authorization: { credentials_file: secret('homeostat_key', to.adminApiKey) } };
    }
  }
}
