/** Conditions that are judged otherwise under the other policy: another severity, or no finding at all. */
import { type Severity, severityRank } from '#kernel/severity.ts';
import type { Report } from '../report.ts';

/** A severity is absent where nothing was found. */
export interface FindingDifference {
  readonly service: string;
  readonly title: string;
  readonly a?: Severity;
  readonly b?: Severity;
}

const keyOf = ({ service, kind, title }: Report['findings'][number]): string => JSON.stringify([service, kind, title]);

/** The worst severity of each condition; what fired at all. */
const severities = (findings: Report['findings']): ReadonlyMap<string, Severity> => {
  const worst = new Map<string, Severity>();
  for (const group of findings) {
    const known = worst.get(keyOf(group));
    if (group.firing > 0 && (known === undefined || severityRank(group.severity) < severityRank(known)))
      worst.set(keyOf(group), group.severity);
  }
  return worst;
};

/** The most severe first. */
export const compareFindings = (a: Report['findings'], b: Report['findings']): readonly FindingDifference[] => {
  const [inA, inB] = [severities(a), severities(b)];
  const differences = [...new Set([...inA.keys(), ...inB.keys()])].flatMap((key): readonly FindingDifference[] => {
    const [before, after] = [inA.get(key), inB.get(key)];
    if (before === after) return [];
    const [service, , title] = JSON.parse(key) as [string, string, string];
    return [{ service, title, ...(before === undefined ? {} : { a: before }), ...(after === undefined ? {} : { b: after }) }];
  });
  const worst = ({ a: before, b: after }: FindingDifference): number =>
    Math.min(...[before, after].map((severity) => (severity === undefined ? Number.POSITIVE_INFINITY : severityRank(severity))));
  return differences.sort((one, other) => worst(one) - worst(other));
};
