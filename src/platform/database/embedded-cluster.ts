import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {
  type Account,
  canReach,
  locateBinaries,
  type PostgresBinaries,
  serverAccount,
  SYSTEM_DIRECTORY,
} from './postgres-binaries.js';

/** The superuser of an embedded cluster, and the database of the service in it. */
export const USER = 'homeostat';
export const DATABASE = 'homeostat';

/** An embedded cluster's folder, and what it takes to run and enter it. */
export interface Cluster {
  readonly data: string;
  readonly log: string;
  readonly password: string;
  readonly account: Account | undefined;
  readonly binaries: PostgresBinaries;
}

/** The cluster of a data folder, created on first use. */
export function prepareCluster(base: string): Cluster {
  const account = serverAccount();
  const binaries = locateBinaries(account);
  fs.mkdirSync(base, { recursive: true });
  const reachable = canReach(base, account);
  const home = reachable
    ? base
    : path.join(SYSTEM_DIRECTORY, createHash('sha256').update(base).digest('hex').slice(0, 12));
  fs.mkdirSync(home, { recursive: true });
  if (!reachable) fs.writeFileSync(path.join(base, 'postgres.location'), `${home}\n`);
  const passwordFile = path.join(base, 'postgres.password');
  try {
    fs.writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const password = fs.readFileSync(passwordFile, 'utf8').trim();
  const cluster = {
    data: path.join(home, 'postgres'),
    log: path.join(base, 'postgres.log'),
    password,
    account,
    binaries,
  };
  if (!fs.existsSync(path.join(cluster.data, 'PG_VERSION'))) initialise(cluster);
  return cluster;
}

/** Builds the cluster beside its place and renames it in, so that a killed or a second process leaves no half one. */
function initialise({ data, password, account, binaries }: Cluster): void {
  const partial = fs.mkdtempSync(`${data}-new-`);
  const passwordFile = `${partial}.password`;
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) {
    fs.chownSync(partial, account.uid, account.gid);
    fs.chownSync(passwordFile, account.uid, account.gid);
  }
  const options = [
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
    '--no-sync',
  ];
  const result = spawnSync(binaries.initdb, ['-D', partial, '-U', USER, ...options], {
    ...account,
    cwd: '/',
    encoding: 'utf8',
  });
  fs.rmSync(passwordFile);
  try {
    if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr || String(result.error)}`);
    fs.renameSync(partial, data);
  } catch (error) {
    fs.rmSync(partial, { recursive: true });
    if (!fs.existsSync(path.join(data, 'PG_VERSION'))) throw error;
  }
}
