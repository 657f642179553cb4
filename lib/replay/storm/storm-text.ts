/** A storm's report as a person reads it. */
import { billLines } from '../bill/bill-text.ts';
import type { Paint } from '../paint.ts';
import { heading, words } from '../report-style.ts';
import { counted, grouped, printable } from '../text-table.ts';
import type { StormReport } from './storm.ts';

/** What one person may be told in a storm at most. */
const mostMessages = 3;

/** What is not as it should be, a line each; nothing when all is. */
export const faultsOf = ({ incidents, ledger, messages, denials }: StormReport, cause: string): readonly string[] => [
  ...(incidents.length === 1 ? [] : [`${counted(incidents.length, 'incident')} in place of one`]),
  ...(incidents[0]?.title.startsWith(`${cause}:`) === true ? [] : [`the incident is not named after ${cause}`]),
  ...Object.entries(messages).flatMap(([person, own]) => (own.length > mostMessages ? [`${person} got ${own.length} messages`] : [])),
  ...(ledger.balanced ? [] : ['the ledger does not balance']),
  ...(denials === 0 ? [] : [`${counted(denials, 'permission')} missing`]),
];

/** Lines without measured times are the same in every run of the same storm. */
export const stormText = (report: StormReport, faults: readonly string[], paint: Paint): string => {
  const { incidents, ledger, messages, untold, findings, fingerprints, services, writes, bill } = report;
  const duplicates = findings - fingerprints;
  const lines = [
    paint.bold(
      `A storm of ${counted(findings, 'finding')} of ${counted(fingerprints, 'fingerprint')} in a minute, under a graph of ${services} services`,
    ),
    ...incidents.flatMap(({ title, cause, severity, priority, status, alerts, id }) => [
      ...heading(paint, `Incident: ${printable(title)}`),
      `  ${id}  ${status}, severity ${severity}, priority ${priority ?? '-'}, ${alerts.length} alerts listed`,
      ...(cause === undefined
        ? []
        : [`  likeliest cause ${cause.service}: ${cause.explains} of the ${cause.affected - 1} other affected services rest on it`]),
    ]),
    ...heading(paint, 'Told'),
    ...Object.entries(messages).map(([person, own]) => `  ${person}  ${counted(own.length, 'message')}: ${own.map(words).join(', ')}`),
    ...heading(paint, 'Not told'),
    ...Object.entries(untold).map(([reason, count]) => `  ${grouped(count).padStart(9)}  ${words(reason)}`),
    ...heading(paint, `Ledger  ${ledger.balanced ? 'balanced' : 'NOT balanced'}`),
    `  ${grouped(ledger.findings.accepted)} accepted = ${grouped(ledger.findings.folded)} folded + ${Object.entries(
      ledger.findings.suppressed,
    )
      .map(([reason, count]) => `${grouped(count)} ${words(reason)}`)
      .join(' + ')} + ${ledger.findings.quarantined} quarantined + ${ledger.findings.inFlight} in flight`,
    `  ${grouped(writes)} write units of route on its table: ${(writes / fingerprints).toFixed(2)} a new finding, with ${duplicates === 0 ? 'no' : grouped(duplicates)} repetitions`,
    ...billLines(bill, paint),
    '',
    ...(faults.length === 0 ? ['As it should be.'] : faults.map((fault) => paint.bold(`NOT as it should be: ${fault}`))),
  ];
  return `${lines.join('\n')}\n`;
};
