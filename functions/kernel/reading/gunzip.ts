/** Undoes gzip, never past a cap, and all of it. */
import { gunzipSync } from 'node:zlib';

/** What zlib's functions return under the option `info`; its type declarations leave that out. `bytesWritten` is how much of the input was read. */
export interface Informed {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * All members, at most `maxOutputLength` bytes; zeros may fill up what is behind the last. Throws as zlib does, and where anything else
 * is behind it: Node passes over that, and what is not read must not be answered as accepted.
 */
export const gunzip = (body: Uint8Array, maxOutputLength: number): Buffer => {
  const { buffer, engine } = gunzipSync(body, { maxOutputLength, info: true }) as unknown as Informed;
  if (body.subarray(engine.bytesWritten).some((byte) => byte !== 0)) throw new Error('There is something behind the end.');
  return buffer;
};
