/** Repeatable randomness inside an environment: `Math.random`, `node:crypto` and Web Crypto draw from one seeded stream. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { seededRandom, uuidFrom } from '../time/seeded-random.ts';

type Randomness = Record<'randomUUID' | 'randomBytes' | 'randomFillSync' | 'randomInt', unknown>;

export const installSeededRandomness = (seed: string): void => {
  const random = seededRandom(seed);
  const fill = <View extends ArrayBufferView>(view: View): View => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(random() * 256);
    return view;
  };
  const uuid = (): string => uuidFrom(random);
  Math.random = random;
  const patched = crypto as unknown as Randomness;
  patched.randomUUID = uuid;
  patched.randomFillSync = fill;
  patched.randomBytes = (size: number, callback?: (error: null, bytes: Buffer) => void): Buffer | undefined => {
    const bytes = fill(Buffer.alloc(size));
    if (!callback) return bytes;
    queueMicrotask(() => callback(null, bytes));
    return undefined;
  };
  patched.randomInt = (low: number, high?: number): number => {
    const [from, to] = high === undefined ? [0, low] : [low, high];
    return from + Math.floor(random() * (to - from));
  };
  Object.defineProperty(globalThis.crypto, 'randomUUID', { value: uuid });
  Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: fill });
  syncBuiltinESMExports();
};
