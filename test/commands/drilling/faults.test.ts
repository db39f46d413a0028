import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FAULT_BY_NAME, FAULTS } from '../../../src/commands/drilling/fault.js';
import { OPS_FOLDER } from '../../../src/commands/monitoring/ops-folder.js';
import { NOTICE_KINDS } from '../../../src/retraining/notices/notice.js';

const RULES = path.join(OPS_FOLDER, 'prometheus/rules');
const alerts = readdirSync(RULES).flatMap((file) =>
  (parse(readFileSync(path.join(RULES, file), 'utf8')) as { groups: { rules: { alert?: string }[] }[] }).groups.flatMap(
    ({ rules }) => rules.map(({ alert }) => alert),
  ),
);

describe.each(FAULTS.map((name) => FAULT_BY_NAME[name]))('the fault $name', ({ detectedBy, healedBy }) => {
  it('goes by alerts that the rules have and notices that the service sends', () => {
    const named = [...detectedBy.alerts, ...(healedBy?.resolved === undefined ? [] : [healedBy.resolved])];
    expect(named.filter((name) => !alerts.includes(name))).toEqual([]);
    const kinds: string[] = [...detectedBy.notices, ...(healedBy ? [healedBy.notice] : [])];
    expect(kinds.filter((kind) => !(NOTICE_KINDS as readonly string[]).includes(kind))).toEqual([]);
  });
});
