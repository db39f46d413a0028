import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Databases of a drill on one server: a template that has a model, and a copy of it for each fault. */
export class DrillDatabases {
  private readonly prefix = `homeostat_drill_${randomBytes(4).toString('hex')}`;
  private made: string[] = [];

  /** @param serverUrl of any database of the server; its login may create databases */
  constructor(private readonly serverUrl: string) {}

  /** Makes an empty database, or a copy of one that nobody uses. */
  async make(name: string, template?: string): Promise<string> {
    const database = `${this.prefix}_${name.replaceAll('-', '_')}`;
    const from = template === undefined ? '' : ` TEMPLATE ${new URL(template).pathname.slice(1)}`;
    await this.query(`CREATE DATABASE ${database}${from}`);
    this.made.push(database);
    const url = new URL(this.serverUrl);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** Lets nobody into a database, and throws out those who are in, until the answer is called. */
  async close(url: string): Promise<() => Promise<void>> {
    const database = new URL(url).pathname.slice(1);
    await this.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
    await this.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`);
    return () => this.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
  }

  async dropAll(): Promise<void> {
    for (const database of this.made) await this.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    this.made = [];
  }

  private async query(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.serverUrl });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
