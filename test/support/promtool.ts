import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';

export const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** What promtool finds wrong with expressions, each as a recording rule; empty when nothing. */
export function promtoolProblems(expressions: readonly string[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'homeostat-promtool-'));
  const file = path.join(folder, 'rules.yml');
  const rules = expressions.map((expr, place) => ({ record: `expression_${place}`, expr }));
  writeFileSync(file, stringify({ groups: [{ name: 'expressions', rules }] }));
  try {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    return status === 0 ? '' : stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
