/** Which route takes an alert, and which group it falls into. */
import type { Labels } from '#kernel/fingerprint.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';

export type Route = RoutesPolicy['routes'][number];

/** The alerts that need one response together. */
export interface Group {
  readonly route: Route;
  /** Route and group-by values in Alertmanager's manner: `payments/{service.namespace="shop"}`. */
  readonly key: string;
  readonly labels: Labels;
}

const matches = (route: Route, labels: Labels): boolean =>
  Object.entries(route.match).every(([name, value]) => (labels[name] ?? '') === value);

/** The first route whose matchers all agree; an absent label equals an empty one. The last route matches everything, as its schema demands. */
export const matchRoute = (labels: Labels, { routes }: Pick<RoutesPolicy, 'routes'>): Route => {
  const route = routes.find((candidate) => matches(candidate, labels)) ?? routes.at(-1);
  if (route === undefined) throw new RangeError('routes.yaml has no route');
  return route;
};

/** The group of an alert: its route, and the values of the labels the route groups by; absent labels are left out. */
export const groupOf = (labels: Labels, policy: Pick<RoutesPolicy, 'routes'>): Group => {
  const route = matchRoute(labels, policy);
  const names = [...new Set(route.groupBy)].filter((name) => (labels[name] ?? '') !== '').sort();
  const groupLabels = Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
  const values = names.map((name) => `${name}=${JSON.stringify(groupLabels[name])}`);
  return { route, key: `${route.name}/{${values.join(',')}}`, labels: groupLabels };
};
