import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { Config, FeatureDefinition } from '../../config/index.js';
import { compileSegments } from '../../metrics/index.js';
import type { SegmentCodes } from '../gate/measure.js';

const ROWS_PER_TURN = 500;

/** The configured segments of rows, as codes. Requests get their turn every 500 rows. */
export async function segmentCodes(
  segments: Config['segments'],
  columns: readonly Float64Array[],
  features: readonly FeatureDefinition[],
): Promise<SegmentCodes> {
  const rows = segments.length > 0 ? (columns[0]?.length ?? 0) : 0;
  const segmentsOf = compileSegments(segments);
  const codes = segments.map(() => new Uint16Array(rows));
  const known = new Map<string, number>();
  const values = new Float64Array(columns.length);
  for (let row = 0; row < rows; row += 1) {
    for (const [feature, column] of columns.entries()) values[feature] = column[row] ?? NaN;
    for (const [segmentation, name] of segmentsOf(values, features).entries()) {
      const code = known.get(name) ?? known.size;
      known.set(name, code);
      const list = codes[segmentation];
      if (list) list[row] = code;
    }
    if (row % ROWS_PER_TURN === ROWS_PER_TURN - 1) await yieldToEventLoop();
  }
  return { names: [...known.keys()], codes };
}
