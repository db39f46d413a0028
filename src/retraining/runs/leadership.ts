import { Inject, Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { StepStopped } from './step-stopped.js';

const LEADER_LOCK = 7_243_005;
/** PostgreSQL ends the session of a leader, and with it its lock, that has been silent for so long: frozen or cut off. */
export const SILENCE_MS = 10_000;
/** A leader that gets no answer for so long gives up, before the server gives its lock to another. */
const ANSWER_MS = 5_000;

/**
 * Which of the replicas runs the steps: the one whose session holds an advisory lock, on a connection of its own. The
 * lock goes with the session, so a killed leader leaves nothing behind. Schemas have leaders of their own.
 */
@Injectable()
export class Leadership {
  private readonly logger = new Logger(Leadership.name);
  private client: pg.Client | undefined;
  private lead: AbortController | undefined;
  private reachable = true;
  private underWay: Promise<AbortSignal | undefined> | undefined;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Whether this process leads, by what it last heard. */
  get holds(): boolean {
    return this.lead !== undefined;
  }

  /**
   * Takes the lead if it is free, or makes sure of it. Cost: one query; called at least every few seconds, it keeps the
   * session alive.
   *
   * @returns a signal that aborts when the lead is lost, or undefined where another process leads
   */
  take(): Promise<AbortSignal | undefined> {
    this.underWay ??= this.ask().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  /** Gives the lead up at once. */
  async release(): Promise<void> {
    await this.underWay;
    const { client } = this;
    this.lose(client);
    await client?.end().catch(() => undefined);
  }

  private async ask(): Promise<AbortSignal | undefined> {
    const client = (this.client ??= await this.connect());
    if (!client) return undefined;
    try {
      if (this.lead) await client.query('SELECT 1');
      else {
        const { rows } = await client.query<{ locked: boolean }>(
          'SELECT pg_try_advisory_lock($1, hashtext(current_schema())) AS locked',
          [LEADER_LOCK],
        );
        // The connection may have ended while the answer was on its way.
        if (rows[0]?.locked === true && this.client === client) this.lead = new AbortController();
      }
    } catch (error) {
      this.lose(client, error);
      void client.end().catch(() => undefined);
    }
    return this.lead?.signal;
  }

  private async connect(): Promise<pg.Client | undefined> {
    const { url } = this.dataSource.options as { url: string };
    const client = new pg.Client({
      connectionString: url,
      application_name: 'homeostat leader',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', (error) => {
      this.lose(client, error);
    });
    client.on('end', () => {
      this.lose(client);
    });
    try {
      await client.connect();
      await client.query(`SET idle_session_timeout = ${SILENCE_MS}`);
      this.reachable = true;
      return client;
    } catch (error) {
      if (this.reachable) this.logger.warn(`no connection to lead from: ${(error as Error).message}`);
      this.reachable = false;
      await client.end().catch(() => undefined);
      return undefined;
    }
  }

  private lose(client: pg.Client | undefined, error?: unknown): void {
    if (client === undefined || this.client !== client) return;
    this.client = undefined;
    const { lead } = this;
    this.lead = undefined;
    if (lead && error !== undefined) this.logger.warn(`the lead is lost: ${(error as Error).message}`);
    lead?.abort(new StepStopped('lost', 'this process no longer leads'));
  }
}
