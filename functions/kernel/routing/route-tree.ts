/** The routing tree: which routes take an alert, and which group it falls into in each. As Alertmanager's. */

import { durationMs } from '#kernel/duration.ts';
import { idFrom, type Labels } from '#kernel/fingerprint.ts';
import type { RouteNode } from '#kernel/policy/routes.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { compareBytes, goQuote } from './go-text.ts';
import { compareMatchers, type Matcher, matcherText, matchesAll, parseMatcher } from './matchers.ts';

/** A route with everything it inherits. */
export interface Route {
  /** The matchers on the way to it, as in Alertmanager's group keys: `{}/{team="a"}`. Siblings with the same matchers share it. */
  readonly key: string;
  /** The same with each route's place among its siblings, `{}/{team="a"}/0`: no two routes share it. */
  readonly id: string;
  /** As the policy names it, or its key. */
  readonly name: string;
  readonly receiver: string | undefined;
  /** Name of the escalation policy. */
  readonly escalation: string;
  readonly matchers: readonly Matcher[];
  readonly continue: boolean;
  /** `all`: every label; also the empty list groups everything together. */
  readonly groupBy: readonly string[] | 'all';
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly Route[];
}

/** The alerts of one route with equal values of the labels it groups by. */
export interface Group {
  readonly route: Route;
  /** For people, and for receivers, letter by letter as Alertmanager prints it: `{}/{team="a"}:{alertname="X"}`. Label names stand in it as they are: two groups may print alike. */
  readonly key: string;
  /** No two groups share it: 20 hex digits. */
  readonly id: string;
  readonly labels: Labels;
}

type Node = Omit<RouteNode, 'matchers' | 'continue'> & Partial<Pick<RouteNode, 'matchers' | 'continue'>>;
type Inherited = Pick<Route, 'key' | 'id' | 'receiver' | 'escalation' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs'>;

const groupByOf = (names: readonly string[]): Route['groupBy'] => (names.includes('...') ? 'all' : [...new Set(names)].sort(compareBytes));
const spanOf = (text: string | undefined, inherited: number): number => (text === undefined ? inherited : durationMs(text));

/** `place` is the node's among its siblings; the root has none. */
const compile = (node: Node, above: Inherited, place?: number): Route => {
  const matchers = (node.matchers ?? []).map(parseMatcher).sort(compareMatchers);
  const own = `{${matchers.map(matcherText).join(',')}}`;
  const inherited: Inherited = {
    key: place === undefined ? own : `${above.key}/${own}`,
    id: place === undefined ? own : `${above.id}/${own}/${place}`,
    receiver: node.receiver ?? above.receiver,
    escalation: node.escalation ?? above.escalation,
    groupBy: node.groupBy === undefined ? above.groupBy : groupByOf(node.groupBy),
    groupWaitMs: spanOf(node.groupWait, above.groupWaitMs),
    groupIntervalMs: spanOf(node.groupInterval, above.groupIntervalMs),
    repeatIntervalMs: spanOf(node.repeatInterval, above.repeatIntervalMs),
  };
  return {
    ...inherited,
    name: node.name ?? inherited.key,
    matchers,
    continue: node.continue ?? false,
    muteTimeIntervals: node.muteTimeIntervals,
    activeTimeIntervals: node.activeTimeIntervals,
    routes: (node.routes ?? []).map((each, index) => compile(each, inherited, index)),
  };
};

const trees = new WeakMap<object, Route>();

/** The tree of a policy; made once for each. */
export const routeTree = ({ route }: Pick<RoutesPolicy, 'route'>): Route => {
  const known = trees.get(route);
  if (known !== undefined) return known;
  // Alertmanager's defaults.
  const defaults: Inherited = {
    key: '',
    id: '',
    receiver: undefined,
    escalation: route.escalation,
    groupBy: [],
    groupWaitMs: 30_000,
    groupIntervalMs: 300_000,
    repeatIntervalMs: 14_400_000,
  };
  const tree = compile(route, defaults);
  trees.set(route, tree);
  return tree;
};

/** The routes that take an alert with these labels, in the tree's order; at least the root. */
export const matchRoutes = (tree: Route, labels: Labels): readonly Route[] => {
  if (!matchesAll(tree.matchers, labels)) return [];
  const taken: Route[] = [];
  for (const child of tree.routes) {
    const found = matchRoutes(child, labels);
    taken.push(...found);
    if (found.length > 0 && !child.continue) break;
  }
  return taken.length === 0 ? [tree] : taken;
};

/** Labels as Alertmanager prints them: `{alertname="X", job="y"}`. */
const labelsText = (pairs: readonly (readonly [string, string])[]): string =>
  `{${pairs.map(([name, value]) => `${name}=${goQuote(value)}`).join(', ')}}`;

/** The group of an alert in a route; labels that are absent or empty do not count. */
export const groupIn = (route: Route, labels: Labels): Group => {
  const names = route.groupBy === 'all' ? Object.keys(labels).sort(compareBytes) : route.groupBy;
  const pairs = names.flatMap((name) => {
    const value = Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
    return value === '' ? [] : [[name, value] as const];
  });
  return { route, key: `${route.key}:${labelsText(pairs)}`, id: idFrom(route.id, ...pairs.flat()), labels: Object.fromEntries(pairs) };
};

const tells = (route: Route): boolean => route.receiver !== undefined || route.routes.some(tells);

/** Whether any route has a receiver; where none has, grouping writes nothing and needs no rights. */
export const tellsAnybody = (policy: Pick<RoutesPolicy, 'route'>): boolean => tells(routeTree(policy));

/** Whether it matters to anybody outside an incident that an alert changed: to receivers, or to alerts that it inhibits. */
export const announcesAlerts = (policy: Pick<RoutesPolicy, 'route' | 'inhibitRules'>): boolean =>
  policy.inhibitRules.length > 0 || tellsAnybody(policy);
