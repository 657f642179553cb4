/** One measured figure, and how it is measured: CPU time of this process, medians of rounds, baselines interleaved in the same process. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The bound that fails the run: a lower bound, or an upper one where `lowerIsBetter`. Wide, as machines are noisy. */
  readonly floor: number;
  /** What we aim for. */
  readonly target?: number;
  readonly lowerIsBetter?: boolean;
  readonly ok: boolean;
}

/** A figure, judged against its floor. */
export const figure = (options: Omit<Figure, 'ok'>): Figure => ({
  ...options,
  value: Number(options.value.toPrecision(4)),
  ok: options.lowerIsBetter === true ? options.value <= options.floor : options.value >= options.floor,
});

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** CPU seconds (user and system) one call of `work` costs, averaged over as many calls as fill about `milliseconds`. */
const cpuSecondsOnce = async (work: () => unknown, milliseconds: number): Promise<number> => {
  const start = process.cpuUsage();
  let calls = 0;
  let used: NodeJS.CpuUsage;
  do {
    const result = work();
    if (result instanceof Promise) await result;
    calls += 1;
    used = process.cpuUsage(start);
  } while ((used.user + used.system) / 1000 < milliseconds);
  return (used.user + used.system) / 1e6 / calls;
};

/** Median CPU seconds a call of each piece of work, measured in turn so that a busy machine slows all alike. `warmUp` rounds come before: compilers work in other threads, whose time counts too. */
export const cpuSeconds = async <Name extends string>(
  works: Readonly<Record<Name, () => unknown>>,
  { rounds = 9, milliseconds = 100, warmUp = 4 } = {},
): Promise<Record<Name, number>> => {
  const names = Object.keys(works) as Name[];
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds + warmUp; round += 1) {
    for (const name of names) {
      const sample = await cpuSecondsOnce(works[name], milliseconds);
      if (round >= warmUp) samples.get(name)?.push(sample);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(samples.get(name) ?? [])])) as Record<Name, number>;
};
