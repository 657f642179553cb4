/** Maintenance: whether somebody works on what an alert is about, so that nobody need be told. */
import type { Labels } from '#kernel/fingerprint.ts';
import type { MaintenancePolicy } from '#kernel/policy.ts';
import { type Matcher, matchesAll, parseMatcher } from '#kernel/routing/matchers.ts';
import { readWindow, type Window } from './window.ts';

/** A window that holds. */
export interface Maintenance {
  readonly name: string;
  /** One clause for people: what is done, and by whom. */
  readonly reason: string;
  /** When this window ends: milliseconds since the epoch. */
  readonly until: number;
}

type Written = MaintenancePolicy['windows'][number];

interface Maintained {
  readonly written: Written;
  readonly matchers: readonly Matcher[];
  readonly window: Window;
}

const known = new WeakMap<MaintenancePolicy, readonly Maintained[]>();

const maintainedOf = (policy: MaintenancePolicy): readonly Maintained[] => {
  const found = known.get(policy);
  if (found !== undefined) return found;
  const read = policy.windows.map((written) => ({
    written,
    matchers: written.matchers.map(parseMatcher),
    window: readWindow(written),
  }));
  known.set(policy, read);
  return read;
};

const reasonOf = ({ name, comment, author }: Written): string =>
  `maintenance ${name}${comment === undefined ? '' : `: ${comment}`}${author === undefined ? '' : ` (${author})`}`;

/**
 * The window that holds these labels at an instant (milliseconds since the epoch); of several, the one that ends last, and of
 * those the first written. InputError when a rule or matcher of the policy is none: synthesis refuses such a policy.
 */
export const maintenanceOf = (policy: MaintenancePolicy, labels: Labels, at: number): Maintenance | undefined => {
  let found: Maintenance | undefined;
  for (const { written, matchers, window } of maintainedOf(policy)) {
    if (!matchesAll(matchers, labels)) continue;
    const until = window.endOf(at);
    if (until !== undefined && (found === undefined || until > found.until))
      found = { name: written.name, reason: reasonOf(written), until };
  }
  return found;
};
