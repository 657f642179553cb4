/** What a program says of itself on its page of metrics. */

/** The page's samples, summed over their labels, by name; empty while nothing answers. */
export const metricsPage = async (url: string): Promise<ReadonlyMap<string, number>> => {
  const page = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (answer) => answer.text(),
    () => '',
  );
  const sums = new Map<string, number>();
  // A label's value may hold a closing brace.
  for (const [, name = '', value = ''] of page.matchAll(/^(\w+)(?:\{.*\})? ([0-9.e+-]+)$/gm))
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  return sums;
};
