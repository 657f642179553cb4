/** Prometheus' stale marker: the one NaN that says a series has ended (https://github.com/prometheus/prometheus/blob/main/model/value/value.go). */
import type { WireReader } from '#kernel/reading/wire-reader.ts';

/** Whether the double read last is the marker. Other NaNs are values. */
export const wasStale = (r: WireReader, value: number): boolean => {
  if (!Number.isNaN(value)) return false;
  return r.view.getUint32(r.position - 8, true) === 2 && r.view.getUint32(r.position - 4, true) === 0x7ff0_0000;
};
