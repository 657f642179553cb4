/** What ties an alert to an incident: each tie with its strength and its reason. Pure, and bounded by the services an incident remembers. */
import type { Link } from '#kernel/alert.ts';
import type { DependencyGraph } from '#kernel/dependency-graph.ts';
import { durationMs } from '#kernel/duration.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { CorrelationPolicy } from '#kernel/policy.ts';
import type { AffectedService, IncidentSketch } from '#kernel/ports.ts';
import { matchesAll, parseMatcher } from '#kernel/routing/matchers.ts';
import { likeness } from './words.ts';

/** What correlation knows of an alert. */
export interface Candidate extends AffectedService {
  readonly labels: Labels;
}

/** How sure one tie alone is. Two weak ones make a stronger one: 1 - (1 - a)(1 - b). */
const strengths = {
  service: 0.7,
  hops: [0.75, 0.68, 0.63, 0.6, 0.57, 0.55, 0.53, 0.52],
  sameKind: 0.4,
  likeWords: 0.6,
  burst: 0.3,
} as const;
/** As many services within a minute are a burst. */
const burst = { services: 5, ms: 60_000 };
/** What is this alike in words counts. */
const leastLikeness = 0.5;
/** At the end of the window a tie counts half. */
const fadeTo = 0.5;

const directionOf = (graph: DependencyGraph, from: string, to: string): { readonly hops: number; readonly reason: string } | undefined => {
  const down = graph.below(from).get(to);
  if (down !== undefined) return { hops: down, reason: down === 1 ? `${from} calls ${to}` : `${from} rests on ${to}, ${down} calls down` };
  const up = graph.below(to).get(from);
  if (up !== undefined) return { hops: up, reason: up === 1 ? `${to} calls ${from}` : `${to} rests on ${from}, ${up} calls down` };
  return undefined;
};

const tieTo = (candidate: Candidate, other: AffectedService, graph: DependencyGraph): readonly Link[] => {
  const links: Link[] = [];
  if (candidate.service === other.service)
    links.push({ by: 'service', strength: strengths.service, reason: `the same service, ${other.service}` });
  else {
    const way = directionOf(graph, candidate.service, other.service);
    if (way !== undefined) links.push({ by: 'topology', strength: strengths.hops[way.hops - 1] ?? 0, reason: way.reason });
  }
  const alike = likeness(candidate.words, other.words);
  if (alike >= leastLikeness)
    links.push({
      by: 'text',
      strength: strengths.likeWords * alike,
      reason: `it says what ${other.service} says: ${other.words
        .filter((word) => candidate.words.includes(word))
        .slice(0, 4)
        .join(' ')}`,
    });
  else if (candidate.alertname === other.alertname && candidate.alertname !== '')
    links.push({ by: 'text', strength: strengths.sameKind, reason: `the same condition as at ${other.service}, ${other.alertname}` });
  return links;
};

const fading = (age: number, windowMs: number): number => 1 - (1 - fadeTo) * Math.min(1, Math.max(0, age) / windowMs);

const ruleLinks = (candidate: Candidate, others: readonly AffectedService[], { rules }: CorrelationPolicy): readonly Link[] =>
  rules.flatMap(({ name, cause, effect, equal, strength }) => {
    const labelsOf = (other: AffectedService): Labels => ({
      'service.name': other.service,
      alertname: other.alertname,
      severity: other.severity,
    });
    const [causes, effects] = [cause.map(parseMatcher), effect.map(parseMatcher)];
    const agrees = (other: AffectedService): boolean =>
      equal.every((label) => (candidate.labels[label] ?? '') === (labelsOf(other)[label] ?? candidate.labels[label] ?? '')) &&
      ((matchesAll(causes, candidate.labels) && matchesAll(effects, labelsOf(other))) ||
        (matchesAll(effects, candidate.labels) && matchesAll(causes, labelsOf(other))));
    const other = others.find(agrees);
    return other === undefined ? [] : [{ by: 'rule' as const, strength, reason: `rule ${name}, with ${other.service}` }];
  });

/** The strongest tie of each kind to an incident, the strongest first. Alerts that came longer ago than the window tie nothing. */
export const linksTo = (
  candidate: Candidate,
  sketch: IncidentSketch,
  graph: DependencyGraph,
  policy: CorrelationPolicy,
): readonly Link[] => {
  const windowMs = durationMs(policy.window);
  const recent = Object.values(sketch.services).filter(({ at }) => candidate.at - at <= windowMs);
  const ties = recent.flatMap((other) =>
    tieTo(candidate, other, graph).map((link) => ({ ...link, strength: link.strength * fading(candidate.at - other.at, windowMs) })),
  );
  const together = recent.filter(({ at }) => Math.abs(candidate.at - at) <= burst.ms);
  const bursts: readonly Link[] =
    together.length >= burst.services
      ? [{ by: 'burst', strength: strengths.burst, reason: `${together.length} services within a minute of it` }]
      : [];
  const strongest = new Map<Link['by'], Link>();
  for (const link of [...ties, ...ruleLinks(candidate, recent, policy), ...bursts])
    if (link.strength > (strongest.get(link.by)?.strength ?? 0)) strongest.set(link.by, link);
  return [...strongest.values()]
    .map((link) => ({ ...link, strength: Math.round(link.strength * 100) / 100 }))
    .sort((a, b) => b.strength - a.strength);
};

/** Ties that speak for each other: 1 - (1 - a)(1 - b). */
export const togetherness = (links: readonly Link[]): number => 1 - links.reduce((doubt, { strength }) => doubt * (1 - strength), 1);
