/** Inhibition as Alertmanager has it: an alert is held back while a source fires with equal values of the rule's labels. */
import { idFrom, type Labels } from '#kernel/fingerprint.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { compareBytes } from './go-text.ts';
import type { InhibitionSources } from './group-store.ts';
import { compareMatchers, type Matcher, matcherText, matchesAll, parseMatcher } from './matchers.ts';
import { isOver, type RoutedAlert } from './routed-alert.ts';

interface InhibitRule {
  readonly name: string | undefined;
  readonly sources: readonly Matcher[];
  readonly targets: readonly Matcher[];
  readonly equal: readonly string[];
  /** Follows from what the rule's sources are: rules that differ in their targets alone share it. */
  readonly id: string;
}

const compile = ({ name, sourceMatchers, targetMatchers, equal }: RoutesPolicy['inhibitRules'][number]): InhibitRule => {
  const sources = sourceMatchers.map(parseMatcher);
  const labels = [...new Set(equal)].sort(compareBytes);
  const printed = [...sources].sort(compareMatchers).map(matcherText);
  return {
    name,
    sources,
    targets: targetMatchers.map(parseMatcher),
    equal: labels,
    id: idFrom(String(printed.length), ...printed, ...labels),
  };
};

const compiled = new WeakMap<object, readonly InhibitRule[]>();

const rulesOf = ({ inhibitRules }: Pick<RoutesPolicy, 'inhibitRules'>): readonly InhibitRule[] => {
  const known = compiled.get(inhibitRules);
  if (known !== undefined) return known;
  const rules = inhibitRules.map(compile);
  compiled.set(inhibitRules, rules);
  return rules;
};

/** What source and target have in common; an absent label equals an empty one. */
const causeOf = ({ id, equal }: InhibitRule, labels: Labels): string =>
  idFrom(id, ...equal.map((name) => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : '')));

/** Alerts by fingerprint; those that are not there are left out. */
export type AlertLookup = (fingerprints: readonly string[]) => Promise<readonly RoutedAlert[]>;

/** Remembers an alert under every rule it is a source of. Nothing is written for others. */
export const addSource = async (
  store: InhibitionSources,
  alertsOf: AlertLookup,
  policy: Pick<RoutesPolicy, 'inhibitRules'>,
  alert: RoutedAlert,
  now: number,
): Promise<void> => {
  const rules = rulesOf(policy).filter((rule) => matchesAll(rule.sources, alert.labels));
  for (const cause of new Set(rules.map((rule) => causeOf(rule, alert.labels)))) {
    const { indexed, fingerprints } = await store.inhibitionSources(cause);
    if (!fingerprints.includes(alert.fingerprint)) await store.addInhibitionSource(cause, alert.fingerprint, now);
    if (indexed === alert.fingerprint) continue;
    const [holder] = indexed === undefined ? [] : await alertsOf([indexed]);
    // Alertmanager's index holds one source a cause: a later one takes its place unless it ends earlier.
    if (holder === undefined || isOver(holder, alert.endsAt)) await store.indexInhibitionSource(cause, alert.fingerprint, now);
  }
};

/**
 * The source that inhibits under one cause at a time. It is the indexed one while it fires. After its end Alertmanager inhibits again
 * when its client repeats another source; our alerts are announced only when they change, so one heard of since takes its place here.
 */
const firingSource = async (
  store: InhibitionSources,
  alertsOf: AlertLookup,
  cause: string,
  now: number,
): Promise<RoutedAlert | undefined> => {
  const { indexed, fingerprints } = await store.inhibitionSources(cause);
  if (indexed === undefined) return undefined;
  const [holder] = await alertsOf([indexed]);
  if (holder === undefined || !isOver(holder, now)) return holder;
  const others = await alertsOf(fingerprints.filter((each) => each !== indexed).slice(0, maxSources));
  return others.find((other) => !isOver(other, now) && other.updatedAt > holder.updatedAt && other.updatedAt >= holder.endsAt);
};

/** Sources looked at in place of an ended one. */
const maxSources = 100;

/** What holds an alert back. */
export interface Inhibition {
  readonly rule: string | undefined;
  readonly source: RoutedAlert;
}

/** The first rule that holds these labels back at a time, with its source. An alert on both sides of a rule is not held back by one that is so too, itself least of all. */
export const inhibitionOf = async (
  store: InhibitionSources,
  alertsOf: AlertLookup,
  policy: Pick<RoutesPolicy, 'inhibitRules'>,
  labels: Labels,
  now: number,
): Promise<Inhibition | undefined> => {
  for (const rule of rulesOf(policy)) {
    if (!matchesAll(rule.targets, labels)) continue;
    const source = await firingSource(store, alertsOf, causeOf(rule, labels), now);
    if (source === undefined) continue;
    if (!(matchesAll(rule.sources, labels) && matchesAll(rule.targets, source.labels))) return { rule: rule.name, source };
  }
  return undefined;
};
