/** References under which entries are shown to a model: nobody who writes telemetry can guess them. */

/** No vowels: nothing that reads like a word. */
const refLetters = 'bcdfghjkmnpqrstvwxz23456789';
const refLength = 8;

/** As long as any. */
export const sampleRef = 'b'.repeat(refLength);

const newRef = (random: () => number): string =>
  Array.from({ length: refLength }, () => refLetters[Math.floor(random() * refLetters.length)] ?? 'b').join('');

/** So many that differ; `random` gives 0 to 1. */
export const drawRefs = (count: number, random: () => number): readonly string[] => {
  const refs = new Set<string>();
  // A random port that repeats itself must not keep us here.
  for (let tries = 0; refs.size < count && tries < count * 50; tries += 1) refs.add(newRef(random));
  for (let at = 0; refs.size < count; at += 1) refs.add(`zz${String(at).padStart(refLength - 2, '2')}`);
  return [...refs];
};
