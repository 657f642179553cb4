/** What becomes of one incident, for the reader of a comparison. A is the first policy, B the second. */
import type { Paint } from '../paint.ts';
import { type Clock, heading, width, words } from '../report-style.ts';
import { clipped, columns, counted, hanging, printable } from '../text-table.ts';
import type { Fate, IncidentDifference } from './compare-incidents.ts';
import type { MessageDifference } from './compare-messages.ts';

/** What happens within a second of the other does not happen at another time. */
const sameMs = 1_000;

const nothing = '–';
const shownMessages = 12;

const titles = {
  same: '',
  splits: 'splits',
  merges: 'incidents merge',
  rearranged: 'incidents are divided otherwise',
  only_a: 'does not come to be',
  only_b: 'comes to be',
} as const;

/** `10:00 earlier`; empty where it makes no difference. */
const shiftText = (a: number | undefined, b: number | undefined): string => {
  if (a === undefined) return b === undefined ? '' : 'new';
  if (b === undefined) return 'no more';
  const seconds = Math.round(Math.abs(b - a) / 1000);
  if (Math.abs(b - a) < sameMs) return '';
  const amount = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
  return `${amount} ${b < a ? 'earlier' : 'later'}`;
};

const times: readonly { readonly name: string; of(fate: Fate): number | undefined }[] = [
  { name: 'opened', of: (fate) => fate.openedAt },
  { name: 'escalated', of: (fate) => fate.escalatedAt },
  { name: 'acknowledged', of: (fate) => fate.acknowledgedAt },
  { name: 'approval asked', of: (fate) => fate.approvalAskedAt },
  { name: 'runbook launched', of: (fate) => fate.launchedAt },
  { name: 'resolved', of: (fate) => fate.resolvedAt },
];

const texts: readonly { readonly name: string; of(fate: Fate): string }[] = [
  { name: 'severity', of: (fate) => fate.severity },
  { name: 'escalation level', of: (fate) => fate.escalationLevel },
  { name: 'category', of: (fate) => words(fate.category) },
  { name: 'group', of: (fate) => labelsOf(fate) },
  { name: 'alerts', of: (fate) => String(fate.alerts) },
  { name: 'status at the end', of: (fate) => fate.status },
  { name: 'resolved by', of: (fate) => fate.resolvedBy ?? nothing },
];

const labelsOf = ({ groupLabels }: Fate): string => printable(Object.values(groupLabels).join(' · '));

const clockOf = (at: number | undefined, clock: Clock): string => (at === undefined ? nothing : clock(at));

/** Rows of what differs between the two fates of one incident. */
const fateRows = (a: Fate, b: Fate, clock: Clock): readonly (readonly string[])[] => [
  ...texts.flatMap(({ name, of }) => (of(a) === of(b) ? [] : [[`  ${name}`, of(a), '→', of(b), '']])),
  ...times.flatMap(({ name, of }) => {
    const shift = shiftText(of(a), of(b));
    return shift === '' ? [] : [[`  ${name}`, clockOf(of(a), clock), '→', clockOf(of(b), clock), shift]];
  }),
];

const summaryOf = (fate: Fate, clock: Clock): string => {
  const stations = times.flatMap(({ name, of }) => {
    const at = of(fate);
    return at === undefined ? [] : [{ at, text: `${name} ${clock(at)}` }];
  });
  const way = stations.sort((a, b) => a.at - b.at).map(({ text }) => text);
  return [fate.severity, counted(fate.alerts, 'alert'), ...way, ...(fate.resolvedAt === undefined ? ['not over at the end'] : [])].join(
    ', ',
  );
};

/** Every incident of a split or a merger on a line or two: who is in it, and how it goes. */
const fateLines = (sign: 'A' | 'B', fates: readonly Fate[], clock: Clock): readonly string[] =>
  fates.flatMap((fate) => [
    clipped(`  ${sign}  ${labelsOf(fate)}: ${printable(fate.title)}`, width),
    ...hanging('       ', summaryOf(fate, clock), width),
  ]);

const isChanged = ({ a, b }: MessageDifference): boolean => shiftText(a, b) !== '';

const messageLines = (messages: readonly MessageDifference[], clock: Clock, paint: Paint): readonly string[] => {
  const changed = messages.filter(isChanged);
  const as = messages.length - changed.length;
  const rows = changed
    .slice(0, shownMessages)
    .map(({ a, b, notificationReason, people }) => [
      `  ${clockOf(a, clock)}`,
      '→',
      clockOf(b, clock),
      words(notificationReason),
      `to ${printable(people.join(', '))}`,
      shiftText(a, b),
    ]);
  const left = changed.length - shownMessages;
  return [
    ...columns(rows, ['right', 'left', 'right']),
    ...(left > 0 ? [`  and ${counted(left, 'other message')} at other times`] : []),
    ...(as > 0 ? [paint.dim(`  ${counted(as, 'message')} as before`)] : []),
  ];
};

const headOf = ({ kind, a, b }: IncidentDifference): string => {
  if (kind === 'splits') return `${titles.splits} in ${b.length}`;
  if (kind === 'merges') return `${a.length} ${titles.merges}`;
  if (kind === 'rearranged') return `${a.length} ${titles.rearranged}, ${b.length} come of them`;
  return titles[kind];
};

/** Whether the reader has to know of it. */
export const isDifferent = ({ kind, a, b, messages }: IncidentDifference, clock: Clock): boolean => {
  const [first, other] = [a[0], b[0]];
  if (kind !== 'same' || first === undefined || other === undefined) return true;
  return fateRows(first, other, clock).length > 0 || messages.some(isChanged);
};

export const incidentDifferenceLines = (difference: IncidentDifference, clock: Clock, paint: Paint): readonly string[] => {
  const { kind, a, b, messages } = difference;
  const [first, other] = [a[0], b[0]];
  const title = clipped(`Incident: ${printable((first ?? other)?.title ?? '')}`, width - 24);
  const fates =
    kind === 'same' && first !== undefined && other !== undefined
      ? columns(fateRows(first, other, clock))
      : [...fateLines('A', a, clock), ...fateLines('B', b, clock)];
  const told = messageLines(messages, clock, paint);
  return [
    ...heading(paint, title, headOf(difference)),
    ...fates,
    ...(told.length === 0 ? [] : [paint.dim('  messages about it, under A → under B'), ...told]),
  ];
};
