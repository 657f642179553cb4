/** What a worker of route keeps between batches: the graph of services for a while, and the evidence it has not written. Losing it loses no finding. */

import { type DependencyGraph, dependencyGraph, writtenEdges } from '#kernel/dependency-graph.ts';
import type { Finding } from '#kernel/finding.ts';
import type { RoutePolicy, RoutePorts } from './ports.ts';

/** How old the graph may be, milliseconds. */
const graphAgeMs = 60_000;
/** Alerts whose unwritten evidence is kept. */
const maxCounted = 10_000;

export interface RouteMemory {
  graph(environment: string): Promise<DependencyGraph>;
  /** Adds evidence that is not worth a write. */
  addUnwritten(fingerprint: string, findings: readonly Finding[]): void;
  /** Takes what has come together of an alert. */
  takeUnwritten(fingerprint: string): number;
}

export const routeMemory = ({ dependencies, clock }: Pick<RoutePorts, 'dependencies' | 'clock'>, policy: RoutePolicy): RouteMemory => {
  const graphs = new Map<string, { readonly at: number; readonly graph: DependencyGraph }>();
  const counts = new Map<string, number>();
  return {
    graph: async (environment) => {
      const known = graphs.get(environment);
      const now = clock.now();
      if (known !== undefined && now - known.at < graphAgeMs) return known.graph;
      const graph = dependencyGraph([...writtenEdges(policy.topology), ...(await dependencies.dependencies(environment))]);
      graphs.set(environment, { at: now, graph });
      return graph;
    },
    addUnwritten: (fingerprint, findings) => {
      if (counts.size >= maxCounted) counts.clear();
      counts.set(
        fingerprint,
        findings.reduce((sum, { evidence }) => sum + evidence.count, counts.get(fingerprint) ?? 0),
      );
    },
    takeUnwritten: (fingerprint) => {
      const count = counts.get(fingerprint) ?? 0;
      counts.delete(fingerprint);
      return count;
    },
  };
};
