/** Which of the affected services is likeliest the cause, and how pressing the whole is. Pure. */
import { compareText } from '#kernel/compare-text.ts';
import type { DependencyGraph } from '#kernel/dependency-graph.ts';
import type { Incident, Priority } from '#kernel/incident.ts';
import type { TopologyPolicy } from '#kernel/policy.ts';
import type { AffectedService } from '#kernel/ports.ts';
import { type Severity, severityRank } from '#kernel/severity.ts';

/** A service with what speaks for it. */
export interface Cause extends AffectedService {
  /** Other affected services that rest on it. */
  readonly explains: number;
}

/** The likeliest first: what most of the others rest on; then the worst; then what came first; then the one that was taken for it so far. */
export const rankCauses = (services: readonly AffectedService[], graph: DependencyGraph, current = ''): readonly Cause[] => {
  const order = (service: string): string => (service === current ? '' : service);
  const explained = new Map<string, number>();
  const names = new Set(services.map(({ service }) => service));
  for (const name of names)
    for (const below of graph.below(name).keys()) if (names.has(below)) explained.set(below, (explained.get(below) ?? 0) + 1);
  return services
    .map((each) => ({ ...each, explains: explained.get(each.service) ?? 0 }))
    .sort(
      (a, b) =>
        b.explains - a.explains ||
        severityRank(a.severity) - severityRank(b.severity) ||
        a.at - b.at ||
        compareText(order(a.service), order(b.service)),
    );
};

/** As many services make an incident wide. */
const wide = 5;

/** From severity, the best tier among the affected, and how many there are. */
export const priorityOf = (severity: Severity, services: readonly string[], { services: known }: TopologyPolicy): Priority => {
  const matters = services.length >= wide || services.some((service) => known[service]?.tier === 1);
  if (severity === 'critical') return matters ? 1 : 2;
  return matters ? 3 : 4;
};

/** What the incident says of its cause. */
export const causeOf = (ranked: readonly Cause[]): Incident['cause'] => {
  const [first] = ranked;
  if (first === undefined || first.service === '') return undefined;
  return { service: first.service, explains: first.explains, affected: ranked.length };
};
