/** Alertmanager's identity of an alert: FNV-1a, 64 bits, over its sorted labels (prometheus/common model.LabelSet.Fingerprint). */
import { compareBytes } from '#kernel/routing/go-text.ts';

/** Ends every name and every value; no UTF-8 holds it. */
const separator = Buffer.from([0xff]);

/** FNV-1a of 64 bits as 16 hex digits. In halves of 32 bits and in integers only: a bigint for every byte would cost many times as much. */
const fnv1a = (bytes: Uint8Array): string => {
  let high = 0xcbf29ce4 | 0;
  let low = 0x84222325 | 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const mixed = low ^ (bytes[at] as number);
    // Times the prime 2^40 + 0x1b3, modulo 2^64. The carry is what the lower half's product has above 32 bits.
    const carry = ((mixed >>> 16) * 0x1b3 + (((mixed & 0xffff) * 0x1b3) >>> 16)) >>> 16;
    high = (Math.imul(high, 0x1b3) + carry + (mixed << 8)) | 0;
    low = Math.imul(mixed, 0x1b3);
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
};

/** 16 hex digits; labels without a value do not count. */
export const labelFingerprint = (labels: ReadonlyMap<string, string>): string => {
  const parts = [...labels.entries()]
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => compareBytes(a, b))
    .flatMap(([name, value]) => [Buffer.from(name, 'utf8'), separator, Buffer.from(value, 'utf8'), separator]);
  return fnv1a(Buffer.concat(parts));
};
