/** Which incidents of one run are which of the other: those that were open at the same time and share alerts. */
import type { IncidentReport } from '../report.ts';

/** Incidents of both runs that belong together, directly or through another; each side in order of opening, one may be empty. */
export interface Pairing {
  readonly a: readonly IncidentReport[];
  readonly b: readonly IncidentReport[];
}

/**
 * An alert is known by its fingerprint; where another rule names it, its fingerprint is another, and it is known by where it
 * is and what its first finding said.
 */
const marksOf = ({ incident, alerts }: IncidentReport): ReadonlySet<string> =>
  new Set([
    ...incident.alerts,
    ...alerts.map(({ labels, title }) => JSON.stringify([labels['deployment.environment.name'], labels['service.name'], title])),
  ]);

const overlap = ({ incident: one }: IncidentReport, { incident: other }: IncidentReport): boolean =>
  one.openedAt <= (other.resolvedAt ?? Number.POSITIVE_INFINITY) && other.openedAt <= (one.resolvedAt ?? Number.POSITIVE_INFINITY);

const openedAt = ({ a, b }: Pairing): number => Math.min(...[...a, ...b].map(({ incident }) => incident.openedAt));

/** In order of opening. */
export const pairIncidents = (a: readonly IncidentReport[], b: readonly IncidentReport[]): readonly Pairing[] => {
  const marks = new Map([...a, ...b].map((report) => [report, marksOf(report)]));
  const shares = (one: IncidentReport, other: IncidentReport): boolean =>
    overlap(one, other) && marks.get(one)?.isDisjointFrom(marks.get(other) ?? new Set()) === false;
  const left = { a: new Set(a), b: new Set(b) };
  const pairings: Pairing[] = [];
  const gather = (first: IncidentReport, side: 'a' | 'b'): void => {
    const found = { a: [] as IncidentReport[], b: [] as IncidentReport[] };
    const take = (report: IncidentReport, own: 'a' | 'b'): void => {
      if (!left[own].delete(report)) return;
      found[own].push(report);
      const other = own === 'a' ? 'b' : 'a';
      for (const candidate of [...left[other]]) if (shares(report, candidate)) take(candidate, other);
    };
    take(first, side);
    const inOrder = (reports: readonly IncidentReport[]) => reports.toSorted((x, y) => x.incident.openedAt - y.incident.openedAt);
    pairings.push({ a: inOrder(found.a), b: inOrder(found.b) });
  };
  for (const report of a) if (left.a.has(report)) gather(report, 'a');
  for (const report of b) if (left.b.has(report)) gather(report, 'b');
  return pairings.sort((one, other) => openedAt(one) - openedAt(other));
};
