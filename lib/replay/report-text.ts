/** The report as a person reads it, about two screens. */
import type { TimelineEntry, TimelineKind } from '#kernel/incident.ts';
import { severityRank } from '#kernel/severity.ts';
import { elapsedText } from './duration.ts';
import type { ConsumerBalance, Ledger } from './ledger.ts';
import type { Paint } from './paint.ts';
import type { IncidentReport, Report } from './report.ts';
import { columns, counted, grouped, hanging, printable, wrap } from './text-table.ts';

const width = 110;
const shownFindings = 10;
const shownAlerts = 8;
/** Notes of one kind that are told one by one; the rest are counted. */
const shownNotes: Partial<Record<TimelineKind, number>> = { alert_joined: 2, alert_resolved: 2, remediation_skipped: 1 };
const usuallyShown = 6;
const linesPerNote = 2;

const words = (name: string): string => name.replaceAll('_', ' ');

type Clock = (at: number) => string;

const heading = (paint: Paint, title: string, aside = ''): readonly string[] => [
  '',
  `${paint.bold(title)}${aside === '' ? '' : `  ${paint.dim(aside)}`}`,
];

const opening = ({ played }: Report, paint: Paint): readonly string[] => {
  const start = `${new Date(played.startAt).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return [
    `${paint.bold(played.title)}  ${paint.dim(`${start}, ${elapsedText(played.endedAt - played.startAt)} long`)}`,
    ...wrap(played.description, width),
  ];
};

const cameIn = ({ cameIn: services, played }: Report, paint: Paint): readonly string[] => {
  const answers = Object.entries(played.answers).map(([status, count]) => `${grouped(count)} answered ${status}`);
  const row = (name: string, pick: (kind: 'log' | 'span' | 'metric' | 'event') => number): string[] => [
    `  ${name}`,
    ...(['log', 'span', 'metric', 'event'] as const).map((kind) => grouped(pick(kind))),
  ];
  const rows = [
    ['  service', 'logs', 'spans', 'metric samples', 'events'],
    ...services.map(({ service, signals }) => row(printable(service), (kind) => signals[kind])),
    ...(services.length > 1 ? [row('all', (kind) => services.reduce((sum, { signals }) => sum + signals[kind], 0))] : []),
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
    .map(({ severity, kind, service, title, firing, resolved }) => [
      `  ${severity}`,
      kind,
      printable(service),
      String(firing),
      resolved === 0 ? '' : `${resolved} resolved`,
      printable(title).slice(0, 70),
    ]);
  const lines = columns(rows, ['left', 'left', 'left', 'right']);
  const rest = groups.slice(shownFindings);
  const restCount = rest.reduce((sum, { firing, resolved }) => sum + firing + resolved, 0);
  return [
    ...heading(paint, 'What was found', counted(ledger.findings.accepted, 'finding')),
    ...lines.map((line, index) => paint.severity(groups[index]?.severity ?? 'info', line)),
    ...(rest.length === 0 ? [] : [paint.dim(`  and ${restCount} of ${counted(rest.length, 'other kind')}`)]),
  ];
};

/** Notes left out in a row. */
interface Gap {
  readonly kinds: readonly TimelineKind[];
}

/** Notes of a kind are cut after the first few. */
const shortened = (timeline: readonly TimelineEntry[]): readonly (TimelineEntry | Gap)[] => {
  const shown: (TimelineEntry | Gap)[] = [];
  const seen = new Map<string, number>();
  for (const entry of timeline) {
    const count = (seen.get(entry.kind) ?? 0) + 1;
    seen.set(entry.kind, count);
    const last = shown.at(-1);
    if (count <= (shownNotes[entry.kind] ?? usuallyShown)) shown.push(entry);
    else if (last !== undefined && 'kinds' in last) shown[shown.length - 1] = { kinds: [...last.kinds, entry.kind] };
    else shown.push({ kinds: [entry.kind] });
  }
  return shown;
};

const gapText = ({ kinds }: Gap): string => {
  const counts = [...new Set(kinds)].map((kind) => `${kinds.filter((each) => each === kind).length} more ${words(kind)}`);
  return `         … ${counts.join(', ')}`;
};

const cut = (lines: readonly string[], most: number): readonly string[] =>
  lines.length <= most ? lines : lines.slice(0, most).map((line, index) => (index === most - 1 ? `${line} …` : line));

const timelineLines = (timeline: readonly TimelineEntry[], clock: Clock, paint: Paint): readonly string[] =>
  shortened(timeline).flatMap((entry) => {
    if ('kinds' in entry) return [paint.dim(gapText(entry))];
    const head = `  ${clock(entry.at)}  ${words(entry.kind).padEnd(21)} ${printable(entry.by).padEnd(9)} `;
    const [first = '', ...more] = cut(hanging(head, printable(entry.reason), width), linesPerNote);
    return [paint.kind(entry.kind, first), ...more];
  });

/** The stations of an incident's way, as far as it came. */
const stations: Partial<Record<TimelineKind, string>> = {
  opened: 'new',
  escalated: 'escalated',
  acknowledged: 'acknowledged',
  acknowledgement_stale: 'acknowledgement stale',
  unanswered: 'unanswered',
  remediation_verified: 'remediated',
  remediation_failed: 'remediation failed',
  resolved: 'resolved',
};

const wayOf = (timeline: readonly TimelineEntry[], clock: Clock): string =>
  timeline
    .flatMap(({ kind, at, detail }) => {
      const station = kind === 'escalated' ? String(detail?.['level'] ?? 'escalated') : stations[kind];
      return station === undefined ? [] : [`${station} ${clock(at)}`];
    })
    .join(' → ');

/** The worst first. */
const alertLines = (alerts: IncidentReport['alerts'], clock: Clock): readonly string[] => {
  const sorted = alerts.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity) || a.firstSeenAt - b.firstSeenAt);
  const rows = sorted
    .slice(0, shownAlerts)
    .map((alert) => [
      `  ${clock(alert.firstSeenAt)}–${clock(alert.lastSeenAt)}`,
      alert.severity,
      alert.status,
      `${grouped(alert.count)}x`,
      printable(alert.title).slice(0, 70),
    ]);
  return [
    ...columns(rows, ['left', 'left', 'left', 'right']),
    ...(sorted.length <= shownAlerts ? [] : [`  and ${counted(sorted.length - shownAlerts, 'other')}`]),
  ];
};

const incidentLines = ({ incident, timeline, sent, alerts }: IncidentReport, clock: Clock, paint: Paint): readonly string[] => {
  const state = `${incident.severity}, ${incident.escalationLevel}, ${incident.status}`;
  const labels = Object.values(incident.groupLabels).join(' · ');
  return [
    ...heading(paint, `Incident: ${printable(incident.title)}`),
    paint.dim(`  ${[incident.id, printable(labels), state].filter((part) => part !== '').join('  ')}`),
    `  ${wayOf(timeline, clock)}`,
    '',
    ...timelineLines(timeline, clock, paint),
    '',
    `  ${paint.bold('Its alerts')}`,
    ...alertLines(alerts, clock),
    '',
    `  ${paint.bold('Sent to people')}`,
    ...sent.flatMap((message) => {
      const head = `  ${clock(message.at)}  ${words(message.notificationReason).padEnd(21)} `;
      return hanging(head, printable(`${message.recipients} by ${message.channels.join(', ')}: ${message.text}`), width);
    }),
    ...(sent.length === 0 ? ['  nothing'] : []),
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

const kindNames = { log: 'logs', metric: 'metric samples', span: 'spans', event: 'events' } as const;

const consumerText = ({ consumer, kinds, due, repeated, missing }: ConsumerBalance): string =>
  `${consumer} ${grouped(due - missing)} of ${grouped(due)} ${kinds.map((kind) => kindNames[kind]).join(' and ')}${repeated === 0 ? '' : ` (${grouped(repeated)} again, by redelivery)`}`;

const ledgerLines = ({ signals, findings: found, consumers, unreadable, balanced }: Ledger, paint: Paint): readonly string[] => {
  const suppressed = Object.entries(found.suppressed).sort(([a], [b]) => (a < b ? -1 : 1));
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

/** Times are minutes and seconds since the start; ends in a newline. */
export const reportText = (report: Report, paint: Paint): string => {
  const clock: Clock = (at) => elapsedText(at - report.played.startAt);
  const lines = [
    ...opening(report, paint),
    ...cameIn(report, paint),
    ...findings(report, paint),
    ...report.incidents.flatMap((incident) => incidentLines(incident, clock, paint)),
    ...(report.incidents.length === 0 ? heading(paint, 'No incident') : []),
    ...people(report, clock, paint),
    ...runbooks(report, clock, paint),
    ...ledgerLines(report.ledger, paint),
  ];
  return `${lines.join('\n')}\n`;
};
