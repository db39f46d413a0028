/** Appends to a growing array of bytes. */
export class ByteWriter {
  private buffer = new Uint8Array(2 ** 16);

  /** @param length bytes to leave free at the start. */
  constructor(private length: number) {}

  bytes(values: Uint8Array): void {
    this.reserve(values.length);
    this.buffer.set(values, this.length);
    this.length += values.length;
  }

  /** Little-endian doubles. */
  doubles(values: Float64Array): void {
    this.reserve(8 * values.length);
    const view = new DataView(this.buffer.buffer, this.length);
    values.forEach((value, index) => {
      view.setFloat64(8 * index, value, true);
    });
    this.length += 8 * values.length;
  }

  /** An integer in [0, 2^32), seven bits a byte, lowest first (LEB128). */
  varint(value: number): void {
    this.reserve(5);
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.buffer[this.length++] = (rest & 0x7f) | 0x80;
    this.buffer[this.length++] = rest;
  }

  /** All bytes so far, in a buffer of their own. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private reserve(size: number): void {
    if (this.length + size <= this.buffer.length) return;
    const larger = new Uint8Array(2 * (this.length + size));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}

/** Reads what {@link ByteWriter} wrote, in the same order. */
export class ByteReader {
  private at = 0;

  constructor(private readonly buffer: Uint8Array) {}

  bytes(length: number): Uint8Array {
    const start = this.advance(length);
    return this.buffer.subarray(start, start + length);
  }

  doubles(length: number): Float64Array {
    const start = this.advance(8 * length);
    const view = new DataView(this.buffer.buffer, this.buffer.byteOffset + start, 8 * length);
    return Float64Array.from({ length }, (_, index) => view.getFloat64(8 * index, true));
  }

  /** @throws RangeError when it has more than 32 bits. */
  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer[this.advance(1)];
      if (shift === 28 && byte > 0x0f) throw new RangeError('An integer has more than 32 bits.');
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** True when nothing is left. */
  isAtEnd(): boolean {
    return this.at === this.buffer.length;
  }

  private advance(size: number): number {
    const start = this.at;
    this.at += size;
    if (this.at > this.buffer.length)
      throw new RangeError(`Bytes end at ${this.buffer.length}, wanted up to ${this.at}.`);
    return start;
  }
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The checksum of zip and PNG (ISO 3309), in [0, 2^32). */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}
