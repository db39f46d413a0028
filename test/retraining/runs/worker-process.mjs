// A replica's run engine in a process of its own, from the build. It stops for good at STOP_AT=<step> or <step>/commit,
// until a line comes in on stdin. Each step's commit leaves a row in `effect`.
import 'reflect-metadata';
import { once } from 'node:events';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { ConfigModule, configSchema, readEnvironment } from '../../../dist/src/config/index.js';
import { Clock, DatabaseModule, PlatformModule } from '../../../dist/src/platform/index.js';
import { createDataSource } from '../../../dist/src/platform/database/database.js';
import { Notices } from '../../../dist/src/retraining/notices/notices.js';
import { runProviders } from '../../../dist/src/retraining/runs/providers.js';
import { STEP_NAMES, STEPS } from '../../../dist/src/retraining/runs/run.js';

const config = configSchema.parse({
  name: 'test',
  classes: { positive: 'fraud', negative: 'legitimate' },
  features: [{ name: 'amount', kind: 'numeric' }],
});

async function stopAt(place) {
  process.stdout.write(`at ${place}\n`);
  if (place === process.env.STOP_AT) await once(process.stdin, 'data');
}

const steps = STEP_NAMES.map((name) => ({
  name,
  async run({ attempt }) {
    await stopAt(name);
    return {
      kind: 'done',
      output: {},
      async commit(manager) {
        await manager.query('INSERT INTO effect VALUES ($1, $2, $3)', [name, attempt, process.pid]);
        await stopAt(`${name}/commit`);
        return {};
      },
    };
  },
}));

class Engine {}
Module({})(Engine);

const dataSource = createDataSource({ url: process.env.DATABASE_URL, poolSize: 4 });
await dataSource.initialize();
const application = await NestFactory.createApplicationContext(
  {
    module: Engine,
    imports: [
      ConfigModule.register(config, readEnvironment({})),
      PlatformModule.register(new Clock()),
      DatabaseModule.register(dataSource),
      ScheduleModule.forRoot(),
    ],
    providers: [Notices, ...runProviders([]), { provide: STEPS, useValue: steps }],
  },
  { logger: false },
);
process.once('SIGTERM', () => {
  void application.close().then(() => process.exit(0));
});
