/** What a run has to show in the end, as lines that are equal for equal runs: no ids, no times, no counts of signals. */
import { compareText } from '#kernel/compare-text.ts';
import type { Incident } from '#kernel/incident.ts';
import type { Remains } from '../cloud.ts';
import { balanceLedger } from '../ledger.ts';
import { readResponses } from '../response-items.ts';
import { heardOnce } from './heard.ts';

export interface Effects {
  /** Sorted; a line as often as it happened. */
  readonly lines: readonly string[];
  /** Messages that came again under their key. */
  readonly repeats: number;
}

/** An incident is known by its group and by how many the group had before it. */
const namesOf = (incidents: readonly Incident[]): ReadonlyMap<string, string> => {
  const counts = new Map<string, number>();
  return new Map(
    incidents.map(({ id, groupId, groupKey }) => {
      const ordinal = (counts.get(groupId) ?? 0) + 1;
      counts.set(groupId, ordinal);
      return [id, `${groupKey} #${ordinal}`];
    }),
  );
};

/** What the receivers outside heard, and which runbooks ran there. */
const outside = ({ messages, jobs }: Remains, names: ReadonlyMap<string, string>): readonly string[] => [
  ...heardOnce(messages).map(({ incidentId, line }) => `page         ${names.get(incidentId) ?? 'of no incident'}: ${line}`),
  ...jobs.map(({ template, status }) => `runbook      template ${template} ${status}`),
];

export const effectsOf = (remains: Remains): Effects => {
  const { alerts, incidents, timelineOf } = readResponses(remains.items);
  const names = namesOf(incidents);
  const { signals, findings } = balanceLedger(remains, alerts);
  const notified = incidents.flatMap(({ id }) =>
    timelineOf(id)
      .filter(({ kind }) => kind === 'notified')
      .map(
        ({ detail }) =>
          `notification ${names.get(id)}: ${detail?.['notificationReason']} on ${detail?.['channel']} to ${detail?.['recipients']}`,
      ),
  );
  const lines = [
    ...alerts.map(
      ({ fingerprint, labels, status, severity }) =>
        `alert        ${fingerprint} ${labels['alertname'] ?? ''} of ${labels['service.name'] ?? 'nobody'} ${status} ${severity}`,
    ),
    ...incidents.map(
      ({ id, status, severity, escalationLevel }) => `incident     ${names.get(id)} ${status} ${severity} ${escalationLevel}`,
    ),
    ...notified,
    ...outside(remains, names),
    `quarantine   ${signals.quarantined} signals, ${findings.quarantined} findings`,
    `in flight    ${signals.inFlight} signals, ${findings.inFlight} findings`,
  ];
  return { lines: lines.toSorted(compareText), repeats: remains.messages.length - heardOnce(remains.messages).length };
};

/** Lines of one list that the other has not, as often as they are too many, each behind a sign. */
export const surplus = (some: readonly string[], others: readonly string[], sign: string): readonly string[] => {
  const left = [...others];
  return some.flatMap((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at >= 0 ? [] : [`${sign} ${line}`];
  });
};

/** Line by line: `- ` for what is missing, `+ ` for what is too much. */
export const differenceOf = (actual: Effects, expected: Effects): readonly string[] => [
  ...surplus(expected.lines, actual.lines, '-'),
  ...surplus(actual.lines, expected.lines, '+'),
];
