import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';

const RECONNECT_MS = 1_000;

/**
 * Hears what other replicas NOTIFY, on a connection of its own that is opened again when it breaks. A notice sent while
 * it is down is lost: whoever listens has to look for itself now and then as well.
 */
@Injectable()
export class Notifications implements OnApplicationShutdown {
  private readonly logger = new Logger(Notifications.name);
  private readonly handlers = new Map<string, () => void>();
  private client: pg.Client | undefined;
  private opening: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Calls `handler` now, at each notice on the channel, and after each reconnection. */
  async listen(channel: string, handler: () => void): Promise<void> {
    this.handlers.set(channel, handler);
    if (!this.client) {
      await this.open();
      return;
    }
    await this.client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    handler();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  /** Whoever asks while a connection opens is served by that one: a second one would outlive the service. */
  private open(): Promise<void> {
    this.opening ??= this.connect().finally(() => (this.opening = undefined));
    return this.opening;
  }

  private async connect(): Promise<void> {
    const { url } = this.dataSource.options as { url: string };
    const client = new pg.Client({ connectionString: url, application_name: 'homeostat listener', keepAlive: true });
    client.on('error', () => undefined);
    client.on('end', () => {
      this.reconnectLater();
    });
    client.on('notification', ({ channel }) => this.handlers.get(channel)?.());
    try {
      await client.connect();
      for (const channel of this.handlers.keys()) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      this.client = client;
      for (const handler of this.handlers.values()) handler();
    } catch (error) {
      this.logger.warn(`not listening for notices of other replicas: ${(error as Error).message}`);
      await client.end().catch(() => undefined);
      this.reconnectLater();
    }
  }

  private reconnectLater(): void {
    this.client = undefined;
    if (this.stopped) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.open(), RECONNECT_MS);
  }
}
