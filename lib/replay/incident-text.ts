/** One incident of the report: its way, the decisions about it, its alerts, and what people were sent. */
import type { TimelineEntry, TimelineKind } from '#kernel/incident.ts';
import { severityRank } from '#kernel/severity.ts';
import type { Averted } from './averted.ts';
import { lengthText } from './duration.ts';
import type { Forewarning } from './forewarning.ts';
import type { Paint } from './paint.ts';
import type { IncidentReport } from './report.ts';
import { type Clock, heading, width, words } from './report-style.ts';
import { clipped, columns, counted, grouped, hanging, printable } from './text-table.ts';

const shownAlerts = 8;
/** Notes of one kind that are told one by one; the rest are counted. */
const shownNotes: Partial<Record<TimelineKind, number>> = { alert_joined: 2, alert_resolved: 2, remediation_skipped: 1, second_opinion: 2 };
const usuallyShown = 6;
const linesPerNote = 2;

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
  const counts = [...new Set(kinds)].map((kind) => {
    const count = kinds.filter((each) => each === kind).length;
    return `${count} more: ${words(kind)}`;
  });
  return `         … ${counts.join('; ')}`;
};

/** A reason on a few lines: whole, else as many whole sentences as fit, else cut; `…` says that there is more. */
const briefly = (head: string, reason: string): readonly string[] => {
  const lines = hanging(head, reason, width);
  if (lines.length <= linesPerNote) return lines;
  const sentences = reason.split(/(?<=\.) (?=\p{Lu})/u);
  for (let count = sentences.length - 1; count > 0; count -= 1) {
    const shorter = hanging(head, `${sentences.slice(0, count).join(' ')} …`, width);
    if (shorter.length <= linesPerNote) return shorter;
  }
  const narrower = hanging(head, reason, width - 2).slice(0, linesPerNote);
  return narrower.map((line, index) => (index === linesPerNote - 1 ? `${line} …` : line));
};

const timelineLines = (timeline: readonly TimelineEntry[], clock: Clock, paint: Paint): readonly string[] =>
  shortened(timeline).flatMap((entry) => {
    if ('kinds' in entry) return [paint.dim(gapText(entry))];
    const head = `  ${clock(entry.at)}  ${words(entry.kind).padEnd(21)} ${printable(entry.by).padEnd(9)} `;
    const [first = '', ...more] = briefly(head, printable(entry.reason));
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

/** `new 08:46 → escalated 25:16 → …` */
export const wayOf = (timeline: readonly TimelineEntry[], clock: Clock): string =>
  timeline
    .flatMap(({ kind, at, detail }) => {
      const station = kind === 'escalated' ? String(detail?.['level'] ?? 'escalated') : stations[kind];
      return station === undefined ? [] : [`${station} ${clock(at)}`];
    })
    .join(' → ');

/** The worst first. */
const alertLines = (alerts: IncidentReport['alerts'], clock: Clock, paint: Paint): readonly string[] => {
  const sorted = alerts.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity) || a.firstSeenAt - b.firstSeenAt);
  const rows = sorted
    .slice(0, shownAlerts)
    .map((alert) => [
      `  ${clock(alert.firstSeenAt)}–${clock(alert.lastSeenAt)}`,
      alert.severity,
      alert.status,
      grouped(alert.count),
      printable(alert.title),
    ]);
  const [head = '', ...lines] = columns([['  seen', 'severity', 'status', 'signals', ''], ...rows], ['left', 'left', 'left', 'right']);
  return [
    paint.dim(head),
    ...lines.map((line) => clipped(line, width)),
    ...(sorted.length <= shownAlerts ? [] : [`  and ${counted(sorted.length - shownAlerts, 'other')}`]),
  ];
};

/** `found from spans at 08:42, 1 min 40 s before it was critical: …` */
export const forewarningText = ({ from, title, at, criticalAt }: Forewarning, clock: Clock): string =>
  `found from ${from} at ${clock(at)}, ${lengthText(criticalAt - at)} before it was critical: ${printable(title)}`;

/** `withdrawn at 17:00:00, 26 h 4 min before it would have come to pass at 43:04:00: build: disk full in 29 hours` */
export const avertedText = ({ title, expectedAt, withdrawnAt }: Averted, clock: Clock): string =>
  `withdrawn at ${clock(withdrawnAt)}, ${lengthText(expectedAt - withdrawnAt)} before it would have come to pass at ${clock(expectedAt)}: ${printable(title)}`;

/** Times as `clock` shows them. */
export const incidentLines = (
  { incident, timeline, sent, alerts, forewarning, averted }: IncidentReport,
  clock: Clock,
  paint: Paint,
): readonly string[] => {
  const { cause, priority } = incident;
  const urgency = priority === undefined ? '' : `, priority ${priority}`;
  const state = `${incident.status}, severity ${incident.severity}${urgency}, escalation level ${incident.escalationLevel}`;
  const causes =
    cause === undefined || cause.explains === 0
      ? []
      : [
          `  likeliest cause ${printable(cause.service)}: ${cause.explains} of the ${cause.affected - 1} other affected services rest on it`,
        ];
  const labels = Object.values(incident.groupLabels).join(' · ');
  return [
    ...heading(paint, `Incident: ${printable(incident.title)}`),
    paint.dim(`  ${[incident.id, printable(labels), state].filter((part) => part !== '').join('  ')}`),
    ...causes,
    `  ${wayOf(timeline, clock)}`,
    ...(forewarning === undefined ? [] : hanging('  ', forewarningText(forewarning, clock), width)),
    ...(averted === undefined ? [] : hanging('  ', avertedText(averted, clock), width)),
    '',
    ...timelineLines(timeline, clock, paint),
    '',
    `  ${paint.bold('Its alerts')}`,
    ...alertLines(alerts, clock, paint),
    '',
    `  ${paint.bold('Sent to people')}`,
    ...sent.flatMap((message) => {
      const head = `  ${clock(message.at)}  ${words(message.notificationReason).padEnd(21)} `;
      return hanging(head, printable(`to ${message.recipients} by ${message.channels.join(' and ')}: ${message.text}`), width);
    }),
    ...(sent.length === 0 ? ['  nothing'] : []),
  ];
};
