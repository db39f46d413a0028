import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Cron } from '@nestjs/schedule';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { adminCall } from './admin-call.js';
import { auditBody } from './audit-body.js';

const MINUTE_MS = 60_000;
const YEAR_MS = 366 * 24 * 60 * MINUTE_MS;
const MAX_ROWS = 100_000;
/** More refused calls than these in a minute are one line in the log: nobody without a key fills the table. */
const REFUSED_PER_MINUTE = 60;
const MAX_PATH_LENGTH = 300;

/** An admin call as it was answered. */
export interface AuditRow {
  readonly calledAt: Date;
  readonly actor: string;
  readonly authentication: 'key' | 'open' | 'refused';
  readonly address: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
}

/** Keeps on record who asked what of the admin API: each call that changes something, and each that was refused. */
@Injectable()
export class AdminAudit implements OnModuleInit {
  private readonly logger = new Logger('audit');
  private minute = 0;
  private refused = 0;

  constructor(
    private readonly server: HttpAdapterHost<FastifyAdapter>,
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The row is written before the answer is sent. */
  onModuleInit(): void {
    // There is no server where the modules run by themselves, as in a backtest.
    const adapter = this.server.httpAdapter as FastifyAdapter | undefined;
    adapter?.getInstance().addHook('onSend', async (request, reply) => {
      await this.record(request, reply);
    });
  }

  /** The newest rows, newest first. */
  newest(limit: number): Promise<AuditRow[]> {
    return this.dataSource.query(
      `SELECT called_at AS "calledAt", actor, authentication, address, method, path, body, status
       FROM admin_audit ORDER BY id DESC LIMIT $1`,
      [limit],
    );
  }

  /** Forgets what is older than a year, and all but the newest 100,000 rows. Harmless in several replicas. */
  @Cron('47 3 * * *')
  async forget(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM admin_audit WHERE called_at < $1 OR id <= (SELECT max(id) FROM admin_audit) - $2`,
      [new Date(this.clock.now() - YEAR_MS), MAX_ROWS],
    );
  }

  private async record(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const call = adminCall(request);
    const { method } = request;
    if (!call || (method === 'GET' && call.authentication !== 'refused')) return;
    if (call.authentication === 'refused' && !this.admitsRefused()) return;
    const path = (request.url.split('?')[0] ?? '').slice(0, MAX_PATH_LENGTH);
    const body = call.authentication === 'refused' ? null : auditBody(request.body);
    try {
      await this.dataSource.query(
        `INSERT INTO admin_audit (called_at, actor, authentication, address, method, path, body, status)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [new Date(this.clock.now()), call.actor, call.authentication, request.ip, method, path, body, reply.statusCode],
      );
    } catch (error) {
      this.logger.error(
        `not on record: ${method} ${path} by ${call.actor}, answered ${reply.statusCode}: ${(error as Error).message}`,
      );
    }
  }

  private admitsRefused(): boolean {
    const minute = Math.floor(this.clock.now() / MINUTE_MS);
    if (minute !== this.minute) [this.minute, this.refused] = [minute, 0];
    this.refused += 1;
    if (this.refused === REFUSED_PER_MINUTE + 1)
      this.logger.warn('more than 60 admin calls were refused in this minute: the rest is not on record');
    return this.refused <= REFUSED_PER_MINUTE;
  }
}
