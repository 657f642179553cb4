/** What a batch means to do to one incident: who joins it, and what it becomes. Pure. */

import type { DependencyGraph } from '#kernel/dependency-graph.ts';
import { durationMs } from '#kernel/duration.ts';
import type { Incident } from '#kernel/incident.ts';
import { maxListedAlerts } from '#kernel/incidents/max-listed-alerts.ts';
import type { AffectedService, IncidentSketch } from '#kernel/ports.ts';
import type { Group } from '#kernel/routing/route-tree.ts';
import { type Severity, severityRank, worst } from '#kernel/severity.ts';
import { type Cause, causeOf, priorityOf, rankCauses } from './correlate/likeliest-cause.ts';
import type { Placed } from './firing.ts';
import type { RoutePolicy } from './ports.ts';

/** Services an incident remembers for correlation and for its cause. */
const maxServices = 64;

export interface Draft {
  readonly id: string;
  /** Absent for one that opens. */
  readonly before: Incident | undefined;
  readonly group: Group;
  readonly environment: string;
  /** What correlation remembered of it; absent for one that opens or was forgotten. */
  readonly sketch: IncidentSketch | undefined;
  readonly placed: readonly Placed[];
}

/**
 * Those that are not in its list yet, each once, as far as the list goes. One that fires in it already was listed when it joined:
 * whoever took it out of the list since has it elsewhere.
 */
export const joiningOf = ({ before, placed }: Draft): readonly string[] => {
  const listed = new Set(before?.alerts ?? []);
  const joining = [...new Set(placed.filter(({ way }) => way !== 'live').map(({ lead }) => lead.fingerprint))].filter(
    (each) => !listed.has(each),
  );
  return joining.slice(0, Math.max(0, maxListedAlerts - listed.size));
};

/** Services that are new to it, worse than remembered, or remembered from long ago. */
export const grownServices = ({ sketch, placed }: Draft, windowMs: number): readonly AffectedService[] => {
  const services = new Map(Object.entries(sketch?.services ?? {}));
  const grown = new Map<string, AffectedService>();
  for (const { candidate } of placed) {
    const { service, title, severity, alertname, words, at } = candidate;
    const known = services.get(service);
    const worse = known !== undefined && severityRank(severity) < severityRank(known.severity);
    if (known === undefined ? services.size >= maxServices : !worse && at - known.at < windowMs / 3) continue;
    const affected: AffectedService = known === undefined || worse ? { service, title, severity, alertname, words, at } : { ...known, at };
    services.set(service, affected);
    grown.set(service, affected);
  }
  return [...grown.values()];
};

/** All services it is known to affect, the likeliest cause first. */
const causesOf = (draft: Draft, graph: DependencyGraph): readonly Cause[] => {
  const services = new Map(Object.entries(draft.sketch?.services ?? {}));
  for (const each of grownServices(draft, Number.POSITIVE_INFINITY)) services.set(each.service, each);
  return rankCauses([...services.values()], graph, draft.before?.cause?.service);
};

const severityOf = ({ before, placed }: Draft): Severity =>
  placed.reduce((severity, { lead }) => worst(severity, lead.severity), before?.severity ?? 'info');

/** The worst of the alerts that come in, the first of several. */
export const worstOf = (placed: readonly Placed[]): Placed | undefined =>
  placed.reduce<Placed | undefined>(
    (worstYet, each) =>
      worstYet === undefined || severityRank(each.lead.severity) < severityRank(worstYet.lead.severity) ? each : worstYet,
    undefined,
  );

/** Title, category, severity, cause and priority as they are with everything that joins. Title and category are those of the worst alert of the likeliest cause. */
const judgementOf = (draft: Draft, graph: DependencyGraph, { topology }: RoutePolicy) => {
  const { before, placed } = draft;
  const ranked = causesOf(draft, graph);
  const severity = severityOf(draft);
  // An incident that correlation has forgotten keeps its name, unless it gets worse.
  const keepsName = before !== undefined && draft.sketch === undefined && severity === before.severity;
  const likeliest = keepsName ? undefined : ranked[0];
  const cause = keepsName ? before.cause : causeOf(ranked);
  const speaker = placed.find(({ candidate }) => candidate.service === likeliest?.service && candidate.title === likeliest.title);
  return {
    severity,
    title: likeliest?.title ?? before?.title ?? worstOf(placed)?.lead.title ?? '',
    category: speaker?.lead.category ?? before?.category ?? worstOf(placed)?.lead.category ?? 'routine',
    priority: priorityOf(
      severity,
      ranked.map(({ service }) => service),
      topology,
    ),
    ...(cause === undefined ? {} : { cause }),
    escalating: (before?.escalating ?? false) || severity === 'critical',
  };
};

/** The incident as it opens. */
const openedOf = (draft: Draft, now: number, judged: ReturnType<typeof judgementOf>): Incident => ({
  id: draft.id,
  status: 'open',
  ...judged,
  escalationLevel: 'new',
  route: draft.group.route.name,
  escalation: draft.group.route.escalation,
  groupKey: draft.group.key,
  groupId: draft.group.id,
  groupLabels: draft.group.labels,
  alerts: joiningOf(draft),
  openedAt: now,
  updatedAt: now,
  version: 1,
});

/** Its cause is written anew when it explains so many times as much. */
const widened = 1.5;

/** What is written of the incident: all of it, or only who joins. `undefined` when nothing changes. */
export type Writing =
  | { readonly kind: 'put'; readonly incident: Incident }
  | { readonly kind: 'join'; readonly alerts: readonly string[] }
  | undefined;

/**
 * An alert that fires `again` is written even so: whoever is about to close the incident as recovered must lose the race and
 * look once more. Severity only rises; an acknowledgement stays.
 */
export const writingOf = (draft: Draft, graph: DependencyGraph, policy: RoutePolicy, now: number): Writing => {
  const judged = judgementOf(draft, graph, policy);
  const { before } = draft;
  if (before === undefined) return { kind: 'put', incident: openedOf(draft, now, judged) };
  const joining = joiningOf(draft);
  const same =
    before.severity === judged.severity &&
    before.title === judged.title &&
    before.priority === judged.priority &&
    before.cause?.service === judged.cause?.service &&
    (judged.cause?.affected ?? 0) < widened * (before.cause?.affected ?? 1) &&
    before.escalating === judged.escalating;
  if (!same) {
    const incident = { ...before, ...judged, alerts: [...before.alerts, ...joining], updatedAt: now, version: before.version + 1 };
    return { kind: 'put', incident };
  }
  const again = draft.placed.some(({ way }) => way === 'again');
  return joining.length > 0 || again ? { kind: 'join', alerts: joining } : undefined;
};

/** The draft of an incident as correlation is to remember it. */
export const sketchOf = (draft: Draft, services: readonly AffectedService[], now: number): IncidentSketch => ({
  incidentId: draft.id,
  openedAt: draft.before?.openedAt ?? now,
  services: Object.fromEntries(services.map((each) => [each.service, each])),
});

/** Incidents of an environment that correlation remembers, and services of all of them: one item holds them. */
const maxRemembered = 50;
export const maxServicesRemembered = 400;

/** Nothing is tied to an incident that has been still for longer than the window; a while more, for clocks that differ. */
const isStill = ({ services, openedAt }: IncidentSketch, policy: RoutePolicy, now: number): boolean =>
  Math.max(openedAt, ...Object.values(services).map(({ at }) => at)) < now - 2 * durationMs(policy.correlation.window);

/** How many services are remembered in all. */
export const servicesIn = (sketches: readonly IncidentSketch[]): number =>
  sketches.reduce((sum, { services }) => sum + Object.keys(services).length, 0);

/** What must go when so many are added: what has been still for long, then the oldest. Given the oldest first. */
export const forgottenOf = (
  sketches: readonly IncidentSketch[],
  added: number,
  policy: RoutePolicy,
  now: number,
): readonly IncidentSketch[] => {
  const kept = sketches.filter((sketch) => !isStill(sketch, policy, now));
  while (kept.length > 0 && (kept.length + added > maxRemembered || servicesIn(kept) + added > maxServicesRemembered)) kept.shift();
  return sketches.filter((sketch) => !kept.includes(sketch));
};
