import { once } from 'node:events';
import path from 'node:path';
import { Command } from 'commander';
import { readConfig, readEnvironment } from '../config/index.js';
import { startService } from '../main.js';
import { FirstModel } from '../retraining/index.js';
import { banner } from './banner.js';
import { freePort } from './monitoring/free-port.js';
import { findMonitoringPrograms, startMonitoring } from './monitoring/monitoring.js';
import { OPS_FOLDER } from './monitoring/ops-folder.js';
import { positiveNumber } from './option-values.js';
import { stopSignal } from './stop-signal.js';

const HELP = `
Rules and routes are those of ops/. Receivers are those of the service's own notices: SLACK_WEBHOOK_URL, SMTP_URL with
NOTICE_EMAIL_TO, PAGERDUTY_ROUTING_KEY; without any, alerts are seen in Alertmanager only. Configs, data and logs of both
programs are in HOMEOSTAT_DATA_DIR/stack.

Prometheus and Alertmanager come with Debian and Ubuntu:
  apt-get install -y --no-install-recommends prometheus prometheus-alertmanager`;

/** `homeostat stack`: the service beside a real Prometheus and Alertmanager, until Ctrl-C. */
export function stackCommand(): Command {
  return new Command('stack')
    .description('start the service with a Prometheus and an Alertmanager that watch it, on free ports of this machine')
    .option(
      '--speed <n>',
      'divide the waits of alerts and routes by this, to see them at once',
      positiveNumber(1_000),
      1,
    )
    .addHelpText('after', HELP)
    .action(stack);
}

async function stack({ speed }: { speed: number }): Promise<void> {
  const given = readEnvironment(process.env);
  const programs = findMonitoringPrograms();
  const [prometheusPort, alertmanagerPort, servicePort] = await Promise.all([freePort(), freePort(), freePort()]);
  const port = process.env['PORT'] ? given.port : servicePort;
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
  const alertmanagerUrl = `http://127.0.0.1:${alertmanagerPort}`;
  const environment = { ...given, port, ...(programs && { prometheusUrl }) };
  const config = readConfig(environment.configFile);
  const stopping = stopSignal();
  const service = await startService(config, environment);
  const serviceUrl = service.url;
  const monitoring =
    programs &&
    (await startMonitoring(programs, {
      ops: OPS_FOLDER,
      folder: path.join(given.dataDirectory, 'stack'),
      places: { serviceUrl, prometheusUrl, alertmanagerUrl, grafanaUrl: given.grafanaUrl },
      receivers: { ...given.notices, serviceUrl, adminApiKey: given.adminApiKey },
      speed,
    }));
  await service.application.get(FirstModel, { strict: false }).attempt;
  if (!stopping.aborted) {
    const watch = monitoring
      ? [`Prometheus    ${prometheusUrl}/alerts`, `Alertmanager  ${alertmanagerUrl}`]
      : [
          'Prometheus and Alertmanager are not on this machine; the service goes by its own figures. To have them:',
          '  apt-get install -y --no-install-recommends prometheus prometheus-alertmanager',
        ];
    process.stdout.write(`\n${[...(await banner(service, config)), '', ...watch].join('\n')}\n\n`);
    await once(stopping, 'abort');
  }
  await monitoring?.stop();
  await service.stop();
  process.stdout.write('The stack has stopped. Everything it stored is kept.\n');
}
