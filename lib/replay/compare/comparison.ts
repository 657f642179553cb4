/** One recording under two policies: everything that came out differently. */
import type { Report } from '../report.ts';
import { compareFindings, type FindingDifference } from './compare-findings.ts';
import { compareIncidents, type IncidentDifference } from './compare-incidents.ts';
import { comparePeople, type PersonDifference } from './compare-messages.ts';
import type { PolicyPair } from './only-policy-differs.ts';
import { type PolicyChange, policyChanges } from './policy-changes.ts';

/** What a person did, and what the API answered under each policy; 0 when there was nothing to answer. */
export interface ActionDifference {
  readonly at: number;
  readonly person: string;
  readonly does: string;
  readonly a: number;
  readonly b: number;
}

/** The part of `--json` that tells the difference. */
export interface Comparison {
  /** The two policies as they were given. */
  readonly names: { readonly a: string; readonly b: string };
  readonly policy: readonly PolicyChange[];
  /** Bundles that differ, by nothing but the policy in them. */
  readonly bundles: number;
  readonly people: readonly PersonDifference[];
  readonly incidents: readonly IncidentDifference[];
  readonly findings: readonly FindingDifference[];
  readonly actions: readonly ActionDifference[];
  readonly runbooks: { readonly a: readonly RunbookStart[]; readonly b: readonly RunbookStart[] };
}

export interface RunbookStart {
  readonly template: number;
  readonly launchedAt: number;
  readonly status: string;
}

/** The story is the same: its people do the same at the same times. */
const compareActions = (a: Report, b: Report): readonly ActionDifference[] =>
  a.played.people.flatMap(({ at, person, does, status }, index) => {
    const other = b.played.people[index]?.status ?? 0;
    return status === other ? [] : [{ at, person, does, a: status, b: other }];
  });

const startsOf = ({ runbooks }: Report): readonly RunbookStart[] =>
  runbooks.map(({ template, launchedAt, status }) => ({ template, launchedAt, status }));

export const compareReports = (a: Report, b: Report, names: Comparison['names'], policies: PolicyPair): Comparison => ({
  names,
  policy: policyChanges(policies.a, policies.b),
  bundles: policies.bundles,
  people: comparePeople(a.incidents, b.incidents),
  incidents: compareIncidents(a.incidents, b.incidents),
  findings: compareFindings(a.findings, b.findings),
  actions: compareActions(a, b),
  runbooks: { a: startsOf(a), b: startsOf(b) },
});
