/** The first step: is there anything to be done about this alert? */
import { type DependencyGraph, dependencyGraph, writtenEdges } from '#kernel/dependency-graph.ts';
import { ConflictError } from '#kernel/errors.ts';
import { severityRank } from '#kernel/severity.ts';
import type { InputOf } from './input.ts';
import { matchRule, type RemediatePolicy } from './match-rule.ts';
import { audit, type RemediatePorts } from './ports.ts';

/** What operators wrote; and what spans told, where a rule asks for it. */
const graphOf = async (
  labels: Readonly<Record<string, string>>,
  { dependencies }: RemediatePorts,
  policy: RemediatePolicy,
): Promise<DependencyGraph> => {
  const seen = await dependencies?.dependencies(labels['deployment.environment.name'] ?? '');
  return dependencyGraph([...writtenEdges(policy.topology), ...(seen ?? [])]);
};

/**
 * Route starts the workflow before it writes the alert (its last write marks the finding as done), and says how severe it will be. An
 * alert that is not there yet, not yet of this incident or not yet that severe is a lost race: asked again.
 */
export const match = async (input: InputOf<'match'>, ports: RemediatePorts, policy: RemediatePolicy) => {
  const incident = await ports.store.incident(input.incidentId);
  const alert = await ports.store.alert(input.fingerprint);
  const joined =
    incident !== undefined && alert?.incidentId === incident.id && severityRank(alert.severity) <= severityRank(input.severity);
  if (!joined) {
    throw new ConflictError('The alert has not joined the incident yet.', { reason: 'not_joined' });
  }
  const graph = await graphOf(alert.labels, ports, policy);
  const found = matchRule({ alert, incident, policy, graph, now: ports.clock.now() });
  if (found.kind === 'matched') await audit(ports, input, 'remediation_matched', found.plan.summary, { rule: found.plan.rule });
  else await audit(ports, input, 'remediation_skipped', found.reason);
  return found;
};
