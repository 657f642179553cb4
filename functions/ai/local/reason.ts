/** Why the local model thinks so, in a sentence a person can check. */

interface Evidence {
  /** What was seen, in the message's own words. */
  readonly words: string;
  /** How much it speaks for the verdict; below 0 against it. */
  readonly weight: number;
}

/** Pieces of evidence named. */
const named = 3;
/** Characters of one; the words of a message are somebody else's text. */
const longest = 40;

/** The strongest pieces for the verdict; a pair of words that one of them is part of says it better. */
const strongest = (evidence: readonly Evidence[]): readonly string[] => {
  const chosen: string[] = [];
  for (const { words, weight } of [...evidence].sort((a, b) => b.weight - a.weight)) {
    if (weight <= 0 || chosen.length === named) break;
    const text = words.slice(0, longest);
    if (!chosen.some((each) => each.includes(text) || text.includes(each))) chosen.push(text);
  }
  return chosen;
};

const levelText = (level: number): string | undefined => {
  if (level === 0) return undefined;
  if (level >= 21) return 'its sender calls it fatal';
  if (level >= 17) return 'its sender calls it an error';
  return level >= 13 ? 'its sender calls it a warning' : 'its sender calls it less than a warning';
};

/** At most 300 characters. */
export const reasonOf = (seen: { readonly attention: boolean; readonly level: number; readonly words: readonly Evidence[] }): string => {
  const words = strongest(seen.words);
  const verdict = seen.attention ? 'trouble' : 'routine';
  const told =
    words.length === 0 ? `No word it knows speaks of ${verdict}` : `${words.map((each) => `“${each}”`).join(', ')} speak of ${verdict}`;
  const level = levelText(seen.level);
  return `${level === undefined ? told : `${told}; ${level}`}.`;
};
