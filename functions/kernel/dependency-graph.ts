/** Which service depends on which: what spans told and what operators wrote, asked in few steps. */
import type { TopologyPolicy } from './policy.ts';

/** What fails at the bottom shows at the top; longer ways are no reason any more. */
const maxHops = 8;
/** Services looked at in one question, however large the graph. */
const maxVisited = 2_000;

export interface DependencyGraph {
  /** Every service that `service` rests on, with the number of calls in between, to a depth. */
  below(service: string): ReadonlyMap<string, number>;
}

const none: ReadonlySet<string> = new Set();

/** The graph of these edges, caller first; each question's answer is kept. */
export const dependencyGraph = (edges: Iterable<readonly [string, string]>): DependencyGraph => {
  const called = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (from === to) continue;
    const known = called.get(from) ?? new Set();
    known.add(to);
    called.set(from, known);
  }
  const answers = new Map<string, ReadonlyMap<string, number>>();
  const search = (service: string): ReadonlyMap<string, number> => {
    const hops = new Map<string, number>();
    let frontier = [service];
    for (let depth = 1; depth <= maxHops && frontier.length > 0 && hops.size < maxVisited; depth += 1) {
      const next: string[] = [];
      for (const each of frontier)
        for (const to of called.get(each) ?? none)
          if (to !== service && !hops.has(to)) {
            hops.set(to, depth);
            next.push(to);
          }
      frontier = next;
    }
    return hops;
  };
  return {
    below: (service) => {
      const known = answers.get(service) ?? search(service);
      answers.set(service, known);
      return known;
    },
  };
};

/** The edges operators wrote. */
export const writtenEdges = ({ services }: TopologyPolicy): readonly (readonly [string, string])[] =>
  Object.entries(services).flatMap(([service, { dependsOn }]) => dependsOn.map((to) => [service, to] as const));
