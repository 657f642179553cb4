/** Remembers what was found about names: the same few hundred come with every request, and judging one costs a hundred times as much as finding it again. */

const keptNames = 2000;
/** Longer ones are no names, and are not kept in memory. */
const longestName = 64;

/** `judge`, which depends on the name alone, asked once a name; bounded memory. */
export const remembered = (judge: (name: string) => boolean): ((name: string) => boolean) => {
  const known = new Map<string, boolean>();
  return (name) => {
    if (name.length > longestName) return judge(name);
    let verdict = known.get(name);
    if (verdict === undefined) {
      if (known.size >= keptNames) known.clear();
      verdict = judge(name);
      known.set(name, verdict);
    }
    return verdict;
  };
};
