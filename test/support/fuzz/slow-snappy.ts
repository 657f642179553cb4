/** Snappy's block format undone byte by byte, to hold the fast reader against. Throws where the block is not one. */
export const slowSnappy = (block: Uint8Array): number[] => {
  const rest = [...block];
  const next = (): number => {
    const byte = rest[at];
    if (byte === undefined) throw new Error('cut off');
    at += 1;
    return byte;
  };
  const number = (bytes: number): number => Array.from({ length: bytes }, next).reduceRight((sum, byte) => sum * 256 + byte, 0);
  let at = 0;
  let declared = 0;
  for (let digit = 0; ; digit += 1) {
    if (digit === 5) throw new Error('length of more than five bytes');
    const byte = next();
    declared += (byte % 128) * 128 ** digit;
    if (byte < 128) break;
  }
  const out: number[] = [];
  while (at < rest.length) {
    const tag = next();
    const upper = tag >> 2;
    if (tag % 4 === 0) {
      const length = (upper < 60 ? upper : number(upper - 59)) + 1;
      if (length > rest.length - at) throw new Error('cut off');
      for (let count = 0; count < length; count += 1) out.push(next());
      continue;
    }
    const near = tag % 4 === 1;
    const length = near ? (upper % 8) + 4 : upper + 1;
    const offset = near ? (tag >> 5) * 256 + next() : number(tag % 4 === 2 ? 2 : 4);
    if (offset === 0 || offset > out.length) throw new Error('copy from nowhere');
    for (let count = 0; count < length; count += 1) out.push(out[out.length - offset] as number);
    if (out.length > declared) throw new Error('longer than declared');
  }
  if (out.length !== declared) throw new Error('not as long as declared');
  return out;
};
