import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { checkPlaces } from '../../../src/commands/drilling/check-places.js';

const UP = { result: [{ metric: {}, value: [0, '1'] }] };
const NONE = { result: [] };
/** What a service and its Prometheus answer where all is as it should be. */
const RIGHT: Readonly<Record<string, unknown>> = {
  '/health/ready': { status: 'ok' },
  'up{job=~"homeostat.*"} == 1': UP,
  'up{job="alertmanager"} == 0': NONE,
  '/api/v1/rules': { groups: [{ rules: [{ name: 'FeatureDrift' }] }] },
  '/api/v1/alertmanagers': { activeAlertmanagers: [{ url: 'http://127.0.0.1:9093/api/v2/alerts' }] },
};

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** One server in the place of both; what is undefined it does not know. */
async function places(answers: Readonly<Record<string, unknown>>) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://x');
    const data = answers[searchParams.get('query') ?? pathname];
    const body = pathname.startsWith('/api/') ? { status: 'success', data } : data;
    response.writeHead(data === undefined ? 404 : 200).end(data === undefined ? '<html>' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, prometheusUrl: url };
}

it('is content where the service is watched', async () => {
  await expect(checkPlaces(await places(RIGHT), ['missing'])).resolves.toBeUndefined();
});

it.each([
  ['the service is not ready', { '/health/ready': undefined }, /^--url http:\S+: the service is not ready, .* 404$/],
  [
    'something else answers',
    { 'up{job=~"homeostat.*"} == 1': undefined },
    /^--prometheus http:\S+: what answers there is no Prometheus$/,
  ],
  ['nothing is scraped', { 'up{job=~"homeostat.*"} == 1': NONE }, /scrapes no service that is up/],
  [
    'rules are not loaded',
    { '/api/v1/rules': { groups: [] } },
    /has no alert FeatureDrift: load ops\/prometheus\/rules/,
  ],
  ['there is no Alertmanager', { '/api/v1/alertmanagers': { activeAlertmanagers: [] } }, /knows no Alertmanager/],
  ['Alertmanager is down', { 'up{job="alertmanager"} == 0': UP }, /can't reach its Alertmanager/],
])('says so when %s', async (_, otherwise, message) => {
  await expect(checkPlaces(await places({ ...RIGHT, ...otherwise }), ['missing'])).rejects.toThrow(message);
});

it('names the option whose address nobody answers', async () => {
  const { url } = await places(RIGHT);
  const nobody = 'http://127.0.0.1:1';
  await expect(checkPlaces({ url: nobody, prometheusUrl: url }, ['missing'])).rejects.toThrow(
    '--url http://127.0.0.1:1: nothing answers there',
  );
  await expect(checkPlaces({ url, prometheusUrl: nobody }, ['missing'])).rejects.toThrow(
    '--prometheus http://127.0.0.1:1: nothing answers there',
  );
});
