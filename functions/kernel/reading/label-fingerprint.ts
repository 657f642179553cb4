/** Alertmanager's identity of an alert: FNV-1a, 64 bits, over its sorted labels (prometheus/common model.LabelSet.Fingerprint). */
import { compareBytes } from '#kernel/routing/go-text.ts';

const separator = 0xff;

/** In halves of 32 bits: a bigint for every byte would cost many times as much. */
const createHash = () => {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const add = (byte: number): void => {
    // Times the prime 2^40 + 0x1b3, modulo 2^64; every product stays below 2^53.
    const mixed = (low ^ byte) >>> 0;
    const product = mixed * 0x1b3;
    low = product >>> 0;
    high = (high * 0x1b3 + Math.floor(product / 4_294_967_296) + ((mixed << 8) >>> 0)) >>> 0;
  };
  return {
    add: (text: string): void => {
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length; at += 1) add(bytes[at] as number);
      add(separator);
    },
    hex: (): string => high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0'),
  };
};

/** 16 hex digits; labels without a value do not count. */
export const labelFingerprint = (labels: ReadonlyMap<string, string>): string => {
  const hash = createHash();
  for (const name of [...labels.keys()].sort(compareBytes)) {
    const value = labels.get(name) ?? '';
    if (value === '') continue;
    hash.add(name);
    hash.add(value);
  }
  return hash.hex();
};
