import { describe, expect, it } from 'vitest';
import {
  binCounts,
  expectedFalseAlarmsPerMonth,
  PSI_RULE_DEFAULTS,
  psi,
  psiVerdict,
  quantileEdges,
} from '../../src/statistics/index.js';
import { normals } from './samples.js';

const reference = normals(2000, 0, 11);
const edges = quantileEdges(reference)!;
const against = (current: number[]) => ({
  reference: binCounts(reference, edges).counts,
  current: binCounts(current, edges).counts,
});

describe('the default verdict', () => {
  it('finds a shift of half a standard deviation in 500 rows, and leaves an undrifted column alone', () => {
    expect(psiVerdict(against(normals(500, 0.5, 12)), { features: 10 }).kind).toBe('drifted');
    expect(psiVerdict(against(normals(500, 0, 13)), { features: 10 }).kind).toBe('stable');
  });

  it('says what it lacks below the minimum, on either side', () => {
    expect(psiVerdict(against(normals(199, 5, 14)), { features: 10 })).toEqual({
      kind: 'insufficient-data',
      required: 200,
      actual: 199,
    });
    expect(psiVerdict({ reference: [0, 0], current: [300, 300] }, { features: 1 })).toEqual({
      kind: 'insufficient-data',
      required: 200,
      actual: 0,
    });
  });

  it('asks for more than chance, and never for less than 0.1', () => {
    const few = psiVerdict(against(normals(200, 0, 15)), { features: 10 });
    // chi2.isf(0.001, 9) of scipy 1.10.1
    expect(few).toMatchObject({ threshold: expect.closeTo(27.877164871256575 * (1 / 200 + 1 / 2000), 10) as number });
    expect(psiVerdict(against(normals(5000, 0, 15)), { features: 10 })).toMatchObject({ threshold: 0.1 });
  });

  it('gives the PSI behind it', () => {
    const counts = against(normals(300, 0.2, 16));
    expect(psiVerdict(counts, { features: 10 })).toMatchObject({ psi: psi(counts) });
  });
});

it.each([200, 500, 1000])(
  'ten undrifted columns of %i rows raise an alarm in at most 2 in 100 of 300 checks',
  (rows) => {
    let alarms = 0;
    for (let check = 0; check < 300; check++) {
      const columns = Array.from({ length: 10 }, (_, i) => against(normals(rows, 0, 100_003 * rows + 10 * check + i)));
      if (columns.some((counts) => psiVerdict(counts, { features: 10 }).kind === 'drifted')) alarms++;
    }
    expect(alarms / 300).toBeLessThanOrEqual(0.02);
  },
);

describe('expected false alarms', () => {
  const rule = { features: 10, leastPsi: 0 };
  const window = { referenceRows: 1e9, currentRows: 1000, bins: 10 };
  const day = 24 * 3600;

  it('are checks times the rate when windows do not overlap', () => {
    const schedule = { checkIntervalSeconds: day, windowSeconds: day, persistence: 1 };
    expect(expectedFalseAlarmsPerMonth(window, rule, schedule)).toBeCloseTo(30 * 0.01, 10);
    // Two in a row: 10 columns, 30 checks, each 0.001 squared.
    const twice = expectedFalseAlarmsPerMonth(window, rule, { ...schedule, persistence: 2 });
    expect(twice).toBeCloseTo(10 * 30 * 0.001 ** 2, 12);
  });

  it('are hardly helped by persistence over windows that share their rows', () => {
    const often = { checkIntervalSeconds: 300, windowSeconds: day, persistence: 1 };
    const once = expectedFalseAlarmsPerMonth(window, rule, often);
    expect(expectedFalseAlarmsPerMonth(window, rule, { ...often, persistence: 2 })).toBe(once);
    expect(once).toBeLessThan(86.4);
    expect(once).toBeGreaterThan(0.3);
  });

  it('vanish once 0.1 is far beyond chance, and are none where no verdict is given', () => {
    const often = { checkIntervalSeconds: 300, windowSeconds: day, persistence: 2 };
    expect(expectedFalseAlarmsPerMonth({ ...window, referenceRows: 5000 }, { features: 10 }, often)).toBeLessThan(1e-6);
    expect(expectedFalseAlarmsPerMonth({ ...window, currentRows: 199 }, rule, often)).toBe(0);
    expect(PSI_RULE_DEFAULTS.minimumRows).toBe(200);
  });

  it('agree with a simulated stream: sliding windows of 400 rows, checked every 20', () => {
    // One column with 5 equal bins, judged at 1 %: a window is a sum of 20 blocks, an alarm an episode of exceedances.
    const lenient = { features: 1, falseAlarmRate: 0.01, leastPsi: 0 };
    const schedule = { checkIntervalSeconds: 20, windowSeconds: 400, persistence: 1 };
    const expected = expectedFalseAlarmsPerMonth({ referenceRows: 1e7, currentRows: 400, bins: 5 }, lenient, schedule);
    const checks = 40_000;
    const values = normals(checks * 20, 0, 17);
    const quintiles = [-0.8416212335729143, -0.2533471031357997, 0.2533471031357997, 0.8416212335729143];
    const blocks = Array.from(
      { length: checks },
      (_, i) => binCounts(values.slice(i * 20, i * 20 + 20), quintiles).counts,
    );
    const current = [0, 0, 0, 0, 0];
    let lastExceedance = -Infinity;
    let episodes = 0;
    blocks.forEach((block, i) => {
      block.forEach((count, b) => (current[b] += count - (i < 20 ? 0 : blocks[i - 20][b])));
      if (i < 20 || psiVerdict({ reference: new Array(5).fill(2e6), current }, lenient).kind !== 'drifted') return;
      if (i - lastExceedance > 20) episodes++;
      lastExceedance = i;
    });
    const aMonth = (episodes * 30 * day) / (checks * 20);
    // An upper estimate: checks every 20 rows miss the short exceedances that a check at every row would count.
    expect(aMonth / expected).toBeGreaterThan(0.4);
    expect(aMonth / expected).toBeLessThan(1);
  });
});
