import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeForPeers } from './data.mjs';

/** The interpreter that has the peers: PYTHON, else python3. */
const python = process.env['PYTHON'] ?? 'python3';

/** Figures of the peers on the same rows; those that are not installed are named on stderr and left out. */
export function runPeers(train, test, parameters, names, repeats = 1) {
  const folder = writeForPeers(train, test, parameters);
  try {
    const script = fileURLToPath(new URL('./peers.py', import.meta.url));
    const { status, stdout, stderr } = spawnSync(python, [script, folder, names.join(','), String(repeats)], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) console.error(`The peers did not run (${python}): ${(stderr ?? '').trim().split('\n').at(-1)}`);
    const results = (stdout ?? '')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    for (const { engine, absent } of results) if (absent !== undefined) console.error(`Skipped ${engine}: ${absent}`);
    return results.filter(({ absent }) => absent === undefined);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
