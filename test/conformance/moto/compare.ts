/** Asks moto every case of a suite, and holds its answers against the expectations and the differences already known. */
import { isDeepStrictEqual } from 'node:util';
import { NotAsked, type Suite, type Target } from '../services/contract.ts';
import { type MotoDifference, motoDifferences } from '../services/moto-differences.ts';

export interface Difference {
  readonly case: string;
  readonly source: string;
  readonly ours: unknown;
  readonly motos: unknown;
  /** undefined: nobody has judged it yet. */
  readonly known: MotoDifference | undefined;
}

export interface Comparison {
  readonly service: string;
  readonly cases: number;
  readonly agree: number;
  readonly differences: readonly Difference[];
  /** Cases moto cannot be asked, with the reason. */
  readonly notAsked: readonly { readonly case: string; readonly reason: string }[];
  /** Listed differences in which moto now agrees. */
  readonly stale: readonly MotoDifference[];
}

/** Waiting for moto is waiting in real time: several cases at once. Each has resources of its own. */
const atOnce = 6;

const listed = (service: string, name: string): MotoDifference | undefined =>
  motoDifferences.find((difference) => difference.service === service && difference.case === name);

export const compare = async (suite: Suite, target: Target): Promise<Comparison> => {
  const differences: Difference[] = [];
  const notAsked: { case: string; reason: string }[] = [];
  const waiting = suite.cases.values();
  const work = async (): Promise<void> => {
    for (const { name, source, expected, observe } of waiting) {
      try {
        const motos = await observe(target);
        if (!isDeepStrictEqual(motos, expected))
          differences.push({ case: name, source, ours: expected, motos, known: listed(suite.service, name) });
      } catch (error) {
        if (!(error instanceof NotAsked)) throw error;
        notAsked.push({ case: name, reason: error.message });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const inOrder = <Item extends { readonly case: string }>(items: readonly Item[]): readonly Item[] =>
    items.toSorted((left, right) => place(left.case) - place(right.case));
  const place = (name: string): number => suite.cases.findIndex((one) => one.name === name);
  const differing = new Set(differences.map((difference) => difference.case));
  return {
    ...{ service: suite.service, cases: suite.cases.length, agree: suite.cases.length - differences.length - notAsked.length },
    ...{ differences: inOrder(differences), notAsked: inOrder(notAsked) },
    stale: motoDifferences.filter((difference) => difference.service === suite.service && !differing.has(difference.case)),
  };
};
