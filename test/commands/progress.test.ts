import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/commands/progress.js';

function watched(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const progress = new Progress('reading rows', { isTTY, write: (text) => written.push(text) }, () => now);
  const workFor = (milliseconds: number, rows: number): void => {
    now += milliseconds;
    progress.add(rows);
  };
  return { progress, written, workFor };
}

describe('progress', () => {
  it('is a line every five seconds where nobody can see a line change', () => {
    const { progress, written, workFor } = watched(false);
    for (let second = 0; second < 11; second += 1) workFor(1_000, 2_000);
    progress.end();
    expect(written).toEqual(['reading rows: 10,000 (2,000 a second)\n', 'reading rows: 20,000 (2,000 a second)\n']);
  });

  it('rewrites its line on a terminal, and clears it at the end', () => {
    const { progress, written, workFor } = watched(true);
    workFor(100, 50);
    workFor(100, 50);
    progress.end();
    expect(written).toEqual(['\rreading rows: 100 (500 a second)\u001b[K', '\r\u001b[K']);
  });

  it('says nothing of work that is done in no time', () => {
    const { progress, written } = watched(true);
    progress.add();
    progress.end();
    expect(written).toEqual([]);
  });
});
