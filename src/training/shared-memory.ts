/** The same values in memory that threads share: the array itself when it is there already, else a copy. */
export function shared<T extends Float64Array | Uint8Array>(values: T): T;
export function shared(values: Float64Array | Uint8Array): Float64Array | Uint8Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy =
    values instanceof Float64Array
      ? new Float64Array(new SharedArrayBuffer(values.byteLength))
      : new Uint8Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
