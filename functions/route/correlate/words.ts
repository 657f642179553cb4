/** What a finding talks about: the words of its title and sample that say what, without those that say who, where or how many. */

/** Too common to tie two messages together. */
const common = new Set(
  'the and for with from that this was were has have had not but are its into after before over under out off per via error errors failed failure fail warning critical info service expected seen above below within while than more less times time since value rule says'.split(
    ' ',
  ),
);
const maxWords = 16;

/** Lower-case words without digits, names left out; the first sixteen different ones. */
export const wordsOf = (text: string, names: readonly string[]): readonly string[] => {
  const own = new Set(names.flatMap((name) => name.toLowerCase().split(/[^a-z]+/)));
  const words = new Set<string>();
  for (const [word] of text
    .slice(0, 1_000)
    .toLowerCase()
    .matchAll(/(?<![\w.-])[a-z][a-z_]{2,30}(?![\w.])/g)) {
    if (words.size >= maxWords) break;
    if (!common.has(word) && !own.has(word)) words.add(word);
  }
  return [...words];
};

/** Share of the shorter list that both have, 0 to 1; nothing when there is too little to compare. */
export const likeness = (a: readonly string[], b: readonly string[]): number => {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3) return 0;
  const others = new Set(b);
  return a.filter((word) => others.has(word)).length / shorter;
};
