/** What a batch knows of the outside: incidents, holders of groups, and what correlation remembers, each read once. */

import type { DependencyGraph } from '#kernel/dependency-graph.ts';
import type { Incident } from '#kernel/incident.ts';
import type { RecentIncidents } from '#kernel/ports.ts';
import type { RoutePorts } from './ports.ts';

export interface Known {
  incident(id: string): Promise<Incident | undefined>;
  /** The incident that holds a group. */
  holder(groupId: string): Promise<string | undefined>;
  recent(environment: string): Promise<RecentIncidents>;
  graph(environment: string): Promise<DependencyGraph>;
}

const once = <Value>(read: (key: string) => Promise<Value>): ((key: string) => Promise<Value>) => {
  const known = new Map<string, Promise<Value>>();
  return (key) => {
    const value = known.get(key) ?? read(key);
    known.set(key, value);
    return value;
  };
};

/** Reads through the store; `graph` outlives the batch. */
export const knownOf = ({ store }: RoutePorts, graph: Known['graph']): Known => ({
  incident: once((id) => store.incident(id)),
  holder: once((key) => store.groupHolder(key)),
  recent: once((environment) => store.recent(environment)),
  graph,
});
