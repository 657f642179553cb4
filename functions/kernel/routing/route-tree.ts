/** The routing tree: which routes take an alert, and which group it falls into in each. As Alertmanager's. */

import { compareText } from '#kernel/compare-text.ts';
import { durationMs } from '#kernel/duration.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { RouteNode } from '#kernel/policy/routes.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { type Matcher, matcherText, matchesAll, parseMatcher } from './matchers.ts';

/** A route with everything it inherits. */
export interface Route {
  /** The matchers on the way to it, as in Alertmanager's group keys: `{}/{team="a"}`. */
  readonly key: string;
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
  /** `{}/{team="a"}:{alertname="X"}`. */
  readonly key: string;
  readonly labels: Labels;
}

type Node = Omit<RouteNode, 'matchers' | 'continue'> & Partial<Pick<RouteNode, 'matchers' | 'continue'>>;
type Inherited = Pick<Route, 'key' | 'receiver' | 'escalation' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs'>;

const byText = (a: Matcher, b: Matcher): number =>
  compareText(a.name, b.name) || compareText(a.operator, b.operator) || compareText(a.value, b.value);

const groupByOf = (names: readonly string[]): Route['groupBy'] => (names.includes('...') ? 'all' : [...new Set(names)].sort());
const spanOf = (text: string | undefined, inherited: number): number => (text === undefined ? inherited : durationMs(text));

const compile = (node: Node, above: Inherited, isRoot: boolean): Route => {
  const matchers = (node.matchers ?? []).map(parseMatcher).sort(byText);
  const own = `{${matchers.map(matcherText).join(',')}}`;
  const inherited: Inherited = {
    key: isRoot ? own : `${above.key}/${own}`,
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
    routes: (node.routes ?? []).map((each) => compile(each, inherited, false)),
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
    receiver: undefined,
    escalation: route.escalation,
    groupBy: [],
    groupWaitMs: 30_000,
    groupIntervalMs: 300_000,
    repeatIntervalMs: 14_400_000,
  };
  const tree = compile(route, defaults, true);
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

/** The group of an alert in a route; labels that are absent or empty do not count. */
export const groupIn = (route: Route, labels: Labels): Group => {
  const names = (route.groupBy === 'all' ? Object.keys(labels).sort() : route.groupBy).filter((name) => (labels[name] ?? '') !== '');
  const groupLabels = Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
  const values = names.map(
    (name) => `${/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(groupLabels[name])}`,
  );
  return { route, key: `${route.key}:{${values.join(', ')}}`, labels: groupLabels };
};
