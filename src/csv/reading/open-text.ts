import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError } from '../csv-error.js';

const UTF_16_MARKS = ['fffe', 'feff'];

/**
 * Opens a file as a stream of text bytes, unpacked when it starts with gzip's magic bytes, whatever its name is.
 * An error while unpacking arrives on the stream.
 *
 * @throws CsvError when there is no such file, it can't be read, or it is UTF-16
 */
export async function openText(file: string): Promise<Readable> {
  const start = await firstBytes(file);
  if (UTF_16_MARKS.includes(start)) throw new CsvError({ file }, 'is UTF-16 text; save it as UTF-8');
  const bytes = createReadStream(file);
  if (start !== '1f8b') return bytes;
  // The unpacked stream carries the errors of both, so there is nothing left to do at the end.
  return pipeline(bytes, createGunzip(), () => undefined);
}

async function firstBytes(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return buffer.toString('hex', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CsvError({ file }, 'there is no such file');
    if (code === 'EISDIR') throw new CsvError({ file }, 'is a folder, not a file');
    throw new CsvError({ file }, `can't be read: ${message}`);
  }
}
