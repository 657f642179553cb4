/** The services one call away from an anomaly's. Pure. */
import type { NearService } from '#kernel/opinion.ts';
import type { TopologyPolicy } from '#kernel/policy.ts';

/** Services that are shown. */
const most = 10;

type Edge = readonly [caller: string, called: string];

const nearOf = (edges: readonly Edge[], service: string): readonly NearService[] =>
  edges.flatMap(([caller, called]): readonly NearService[] => {
    if (caller === called) return [];
    if (caller === service) return [{ service: called, relation: 'is called by the anomalous service' }];
    return called === service ? [{ service: caller, relation: 'calls the anomalous service' }] : [];
  });

/**
 * Operators' own topology first. What spans taught counts only between services that are shown anyhow: a name learned from a signal that is
 * kept from models is not to come in by this way.
 */
export const nearServices = (
  service: string,
  { services }: TopologyPolicy,
  learned: readonly Edge[],
  shown: ReadonlySet<string>,
): readonly NearService[] => {
  const written = Object.entries(services).flatMap(([caller, { dependsOn }]) => dependsOn.map((called): Edge => [caller, called]));
  const near = [...nearOf(written, service), ...nearOf(learned, service).filter((each) => shown.has(each.service))];
  const byText = new Map(near.map((each) => [`${each.relation} ${each.service}`, each]));
  return [...byText.values()].slice(0, most);
};
