/** Maintenance: whether somebody works on what an alert is about, so that nobody need be told. */
import { durationMs } from '#kernel/duration.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { MaintenancePolicy } from '#kernel/policy.ts';
import { type Matcher, matchesAll, parseMatcher } from '#kernel/routing/matchers.ts';
import { readLocal } from './local-time.ts';
import { instantByOffsetBefore } from './zone.ts';

/** A window that holds. */
export interface Maintenance {
  readonly name: string;
  /** One clause for people: what is done, and by whom. */
  readonly reason: string;
  /** When this window ends: milliseconds since the epoch. */
  readonly until: number;
}

type Written = MaintenancePolicy['windows'][number];

interface Window {
  readonly written: Written;
  readonly matchers: readonly Matcher[];
  readonly from: number;
  readonly to: number;
}

const read = (written: Written): Window => {
  const from = instantByOffsetBefore(written.timeZone, readLocal(written.start));
  const to =
    written.end === undefined ? from + durationMs(written.duration ?? '') : instantByOffsetBefore(written.timeZone, readLocal(written.end));
  return { written, matchers: written.matchers.map(parseMatcher), from, to };
};

const windows = new WeakMap<MaintenancePolicy, readonly Window[]>();

const reasonOf = ({ name, comment, author }: Written): string =>
  `maintenance ${name}${comment === undefined ? '' : `: ${comment}`}${author === undefined ? '' : ` (${author})`}`;

/** The window that holds these labels at an instant (milliseconds since the epoch); of several, the one that ends last. */
export const maintenanceOf = (policy: MaintenancePolicy, labels: Labels, at: number): Maintenance | undefined => {
  const known = windows.get(policy) ?? policy.windows.map(read);
  windows.set(policy, known);
  let found: Maintenance | undefined;
  for (const { written, matchers, from, to } of known) {
    if (from > at || at >= to || (found !== undefined && found.until >= to) || !matchesAll(matchers, labels)) continue;
    found = { name: written.name, reason: reasonOf(written), until: to };
  }
  return found;
};
