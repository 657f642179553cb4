/** How much fits into one call: what one GetRecords gives, and what the emulator takes of one PutRecords. */
import { maxPageBytes, type PutEntry, sizeOf } from './kinesis.ts';

/** The records of one answer, and their bytes: as many as fit, at least one. */
export const firstPage = <Stored extends PutEntry>(
  records: readonly Stored[],
): { readonly records: readonly Stored[]; readonly bytes: number } => {
  let bytes = 0;
  for (const [count, record] of records.entries()) {
    const size = sizeOf(record);
    if (count > 0 && bytes + size > maxPageBytes) return { records: records.slice(0, count), bytes };
    bytes += size;
  }
  return { records, bytes };
};

/** What kinesalite takes in one call, in bytes of data: base64 and the rest must stay below its own 7 MiB. */
const emulatorBytes = 4 * 1024 * 1024;

/** Runs of records that the emulator takes in one call. */
export const portions = (entries: readonly PutEntry[]): readonly PutEntry[][] => {
  const all: PutEntry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    bytes += sizeOf(entry);
    if (bytes > emulatorBytes) {
      all.push([]);
      bytes = sizeOf(entry);
    }
    all.at(-1)?.push(entry);
  }
  return all;
};
