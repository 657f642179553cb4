/** The report as a person reads it, about two screens. */
import { compareText } from '#kernel/compare-text.ts';
import type { SignalKind } from '#kernel/signal.ts';
import { billLines } from './bill/bill-text.ts';
import { classificationRows } from './classification-text.ts';
import { elapsedText } from './duration.ts';
import { faultLines } from './faults/fault-report.ts';
import { incidentLines } from './incident-text.ts';
import { latencyLines } from './latency/latency-text.ts';
import type { ConsumerBalance, Ledger } from './ledger.ts';
import type { Paint } from './paint.ts';
import { permissionLines } from './permission-text.ts';
import type { Report } from './report.ts';
import { type Clock, heading, width } from './report-style.ts';
import { clipped, columns, counted, grouped, printable, wrap } from './text-table.ts';

const shownFindings = 10;

const opening = ({ played }: Report, paint: Paint): readonly string[] => {
  const start = `${new Date(played.startAt).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return [
    `${paint.bold(played.title)}  ${paint.dim(`from ${start}, ${elapsedText(played.endedAt - played.startAt)} long; times below count from there`)}`,
    ...wrap(played.description, width),
  ];
};

const statuses = ['open', 'acknowledged', 'resolved'] as const;

/** What a reader wants to know first. */
const inShort = ({ incidents, runbooks, ledger }: Report, paint: Paint): readonly string[] => {
  const byStatus = statuses.flatMap((status) => {
    const count = incidents.filter(({ incident }) => incident.status === status).length;
    return count === 0 ? [] : [`${grouped(count)} ${status}`];
  });
  const messages = incidents.reduce((sum, { sent }) => sum + sent.length, 0);
  const parts = [
    `${counted(incidents.length, 'incident')}${byStatus.length === 0 ? '' : ` (${byStatus.join(', ')})`}`,
    `${counted(messages, 'message')} to people`,
    `${counted(runbooks.length, 'runbook')} launched`,
    ledger.balanced ? 'the ledger balances' : paint.bad('THE LEDGER DOES NOT BALANCE'),
  ];
  return [`${paint.bold('In short')}  ${parts.join(', ')}`];
};

const kindNames = { log: 'logs', metric: 'metric samples', span: 'spans', event: 'events' } as const;
const kinds = ['log', 'span', 'metric', 'event'] as const;

const cameIn = ({ cameIn: services, played }: Report, paint: Paint): readonly string[] => {
  const answers = Object.entries(played.answers).map(([status, count]) => `${grouped(count)} answered ${status}`);
  const total = (kind: SignalKind): number => services.reduce((sum, { signals }) => sum + signals[kind], 0);
  const present = kinds.filter((kind) => total(kind) > 0);
  const row = (name: string, count: (kind: SignalKind) => number): string[] => [
    `  ${name}`,
    ...present.map((kind) => grouped(count(kind))),
  ];
  const rows = [
    ['  service', ...present.map((kind) => kindNames[kind])],
    ...services.map(({ service, signals }) => row(printable(service), (kind) => signals[kind])),
    ...(services.length > 1 ? [row('all', total)] : []),
  ];
  const lines = columns(rows, ['left', 'right', 'right', 'right', 'right']);
  return [
    ...heading(paint, 'What came in', `requests: ${answers.join(', ') || 'none'}`),
    ...lines.map((line, index) => (index === 0 ? paint.dim(line) : line)),
  ];
};

const findings = ({ findings: groups, ledger }: Report, paint: Paint): readonly string[] => {
  const rows = groups
    .slice(0, shownFindings)
    .map(({ severity, kind, title, firing, resolved }) => [`  ${severity}`, kind, grouped(firing), grouped(resolved), printable(title)]);
  const [head = '', ...lines] = columns(
    [['  severity', 'kind', 'firing', 'resolved', 'what the first one said'], ...rows],
    ['left', 'left', 'right', 'right'],
  ).map((line) => clipped(line, width));
  const rest = groups.slice(shownFindings);
  const restCount = rest.reduce((sum, { firing, resolved }) => sum + firing + resolved, 0);
  return [
    ...heading(paint, 'What was found', counted(ledger.findings.accepted, 'finding')),
    ...(groups.length === 0 ? [] : [paint.dim(head)]),
    ...lines.map((line, index) => paint.severity(groups[index]?.severity ?? 'info', line)),
    ...(rest.length === 0 ? [] : [paint.dim(`  and ${counted(restCount, 'finding')} about ${counted(rest.length, 'other condition')}`)]),
  ];
};

const people = ({ played }: Report, clock: Clock, paint: Paint): readonly string[] =>
  played.people.length === 0
    ? []
    : [
        ...heading(paint, 'What people did'),
        ...columns(
          played.people.map(({ at, person, does, by, status }) => [
            `  ${clock(at)}`,
            printable(person),
            does,
            by === 'link' ? 'by signed link' : 'over the API',
            status === 0 ? 'there was nothing to answer' : `answered ${status}`,
          ]),
        ),
      ];

const runbooks = ({ runbooks: jobs, standIns }: Report, clock: Clock, paint: Paint): readonly string[] => [
  ...heading(paint, 'Outside AWS', 'stand-ins on this machine, not the real systems'),
  ...jobs.map(({ job, template, status, launchedAt, finishedAt }) => {
    const end = finishedAt === undefined ? 'still running' : `${clock(finishedAt)} ${status}`;
    return `  AWX stand-in      job ${job} of template ${template}: launched ${clock(launchedAt)}, ${end}`;
  }),
  ...(jobs.length === 0 ? ['  AWX stand-in      no job launched'] : []),
  `  webhook stand-in  ${counted(standIns.webhookMessages, 'message')}${standIns.webhookHosts.length === 0 ? '' : ` for ${standIns.webhookHosts.join(', ')}`}`,
];

const consumerText = ({ consumer, kinds, due, repeated, missing }: ConsumerBalance): string =>
  `${consumer} ${grouped(due - missing)} of ${grouped(due)} ${kinds.map((kind) => kindNames[kind]).join(' and ')}${repeated === 0 ? '' : ` (${grouped(repeated)} again, by redelivery)`}`;

const ledgerLines = ({ signals, findings: found, consumers, unreadable, balanced }: Ledger, paint: Paint): readonly string[] => {
  const suppressed = Object.entries(found.suppressed).sort(([a], [b]) => compareText(a, b));
  const suppressedCount = suppressed.reduce((sum, [, count]) => sum + count, 0);
  const reasons = suppressed.map(([reason, count]) => `${reason} ${grouped(count)}`).join(', ');
  const rows = [
    [
      '  signals',
      `${grouped(signals.accepted)} accepted = ${grouped(signals.archived)} archived + ${grouped(signals.quarantined)} quarantined + ${grouped(signals.inFlight)} in flight`,
    ],
    ['  analysed', consumers.map(consumerText).join(', ')],
    [
      '  findings',
      `${grouped(found.accepted)} accepted = ${grouped(found.folded)} folded into alerts + ${grouped(suppressedCount)} suppressed${reasons === '' ? '' : ` (${reasons})`} + ${grouped(found.quarantined)} quarantined + ${grouped(found.inFlight)} in flight`,
    ],
    ...(unreadable.records === 0
      ? []
      : [['  unreadable', `${unreadable.records} stream records, ${unreadable.quarantined} in quarantine`]]),
    ...(signals.missing === 0 ? [] : [['  MISSING', `${grouped(signals.missing)} signals`]]),
    ...(found.missing === 0 ? [] : [['  MISSING', `${grouped(found.missing)} findings`]]),
    ...consumers
      .filter(({ missing }) => missing !== 0)
      .map(({ consumer, missing }) => ['  MISSING', `${grouped(missing)} signals never reached ${consumer}`]),
  ];
  const verdict = balanced ? paint.good('balanced') : paint.bad('DOES NOT BALANCE');
  return ['', `${paint.bold('Ledger')}  ${verdict}`, ...columns(rows)];
};

const classificationLines = ({ classification }: Report, paint: Paint): readonly string[] => {
  const rows = classificationRows(classification);
  return rows.length === 0 ? [] : ['', paint.bold('Classification'), ...columns(rows)];
};

/** Times are minutes and seconds since the start; ends in a newline. */
export const reportText = (report: Report, paint: Paint): string => {
  const clock: Clock = (at) => elapsedText(at - report.played.startAt);
  const lines = [
    ...opening(report, paint),
    ...inShort(report, paint),
    ...cameIn(report, paint),
    ...findings(report, paint),
    ...report.incidents.flatMap((incident) => incidentLines(incident, clock, paint)),
    ...(report.incidents.length === 0 ? heading(paint, 'No incident') : []),
    ...people(report, clock, paint),
    ...runbooks(report, clock, paint),
    ...ledgerLines(report.ledger, paint),
    ...classificationLines(report, paint),
    ...permissionLines(report.permissions, paint),
    ...billLines(report.bill, paint),
    ...latencyLines(report.latency, paint),
    ...faultLines(report.faults, paint),
  ];
  return `${lines.join('\n')}\n`;
};
