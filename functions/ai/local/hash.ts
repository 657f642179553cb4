/** Where a feature's weights lie: 32-bit FNV-1a, mixed, cut to the table's size. */

/** Sixteen million slots for some ten thousand features: a word that was never seen hardly ever meets one that was. */
const bits = 24;

/** The slot of a feature's name. */
export const slotOf = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> (32 - bits);
};
