/** The frame's wire form. */
import type { EncodedFrame, Frame } from './frame.ts';

/** Encodes one frame: version byte, compression byte, columnar JSON with dictionaries of keys and resources, zstd level 1. Deterministic. */
export const encodeFrame = (_frame: Frame): EncodedFrame => {
  throw new Error('not written yet');
};

/** The frame again, equal in every field. InputError: `unknown_version`, `unknown_compression`, `malformed`, `too_large`. */
export const decodeFrame = (_bytes: Uint8Array): Frame => {
  throw new Error('not written yet');
};
