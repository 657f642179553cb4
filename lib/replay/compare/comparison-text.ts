/** A comparison as a person reads it: what the policy changes, who is paged otherwise, what becomes of the incidents. */
import type { Paint } from '../paint.ts';
import { type Clock, heading, width, words } from '../report-style.ts';
import { clipped, columns, counted, printable, wrap } from '../text-table.ts';
import type { Burden, PersonDifference } from './compare-messages.ts';
import type { Comparison } from './comparison.ts';
import { incidentDifferenceLines, isDifferent } from './incident-difference-text.ts';
import type { PolicyChange } from './policy-changes.ts';

const shownChanges = 12;
const shownFindings = 10;
const shownIncidents = 12;
const nothing = '–';

const valueText = (value: unknown): string => {
  if (value === undefined) return nothing;
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'object' ? JSON.stringify(each) : String(each))).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Of two lists with the same beginnings only what came and went. */
const listText = (a: readonly unknown[], b: readonly unknown[]): string => {
  const parts = [
    ...a.filter((each) => !b.includes(each)).map((each) => `no longer ${String(each)}`),
    ...b.filter((each) => !a.includes(each)).map((each) => `also ${String(each)}`),
  ];
  return parts.length === 0 ? `${valueText(a)} → ${valueText(b)}` : parts.join(', ');
};

const changeText = ({ a, b }: PolicyChange): string => {
  if (b === undefined) return 'removed';
  if (a === undefined) return `added: ${valueText(b)}`;
  return Array.isArray(a) && Array.isArray(b) ? listText(a, b) : `${valueText(a)} → ${valueText(b)}`;
};

const policyLines = ({ policy, bundles }: Comparison, paint: Paint): readonly string[] => [
  ...heading(paint, 'What the policy changes'),
  ...policy.slice(0, shownChanges).map((change) => clipped(`  ${printable(`${change.path}: ${changeText(change)}`)}`, width)),
  ...(policy.length > shownChanges ? [`  and ${counted(policy.length - shownChanges, 'other setting')}`] : []),
  ...(policy.length === 0 ? ['  nothing: both mean the same'] : []),
  paint.dim(
    bundles === 0
      ? '  checked: templates and bundles are the same'
      : `  checked: nothing else differs. ${counted(bundles, 'bundle')} hold another policy.json, and the templates say the same`,
  ),
];

const totals = (people: readonly PersonDifference[], side: 'a' | 'b') => ({
  pages: people.reduce((sum, person) => sum + person[side].pages, 0),
  paged: people.filter((person) => person[side].pages > 0).length,
});

const persons = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

/** `as before` or `7 → 9`. */
const fromTo = (a: string, b: string): string => (a === b ? `${a} as before` : `${a} → ${b}`);

const inShort = (comparison: Comparison, paint: Paint): readonly string[] => {
  const { people, incidents, runbooks } = comparison;
  const count = (side: 'a' | 'b'): number => incidents.reduce((sum, each) => sum + each[side].length, 0);
  const [before, after] = [totals(people, 'a'), totals(people, 'b')];
  const paged = ({ pages, paged: who }: typeof before): string => `${counted(pages, 'page')} to ${persons(who)}`;
  const parts = [
    fromTo(counted(count('a'), 'incident'), counted(count('b'), 'incident')),
    fromTo(paged(before), paged(after)),
    fromTo(`${counted(runbooks.a.length, 'runbook')} launched`, `${counted(runbooks.b.length, 'runbook')} launched`),
  ];
  return [`${paint.bold('In short')}  ${parts.join('; ')}`];
};

const burdenText = ({ pages, firstPageAt, messages }: Burden, clock: Clock): string => {
  const first = firstPageAt === undefined ? 'not paged' : `${counted(pages, 'page')}, first ${clock(firstPageAt)}`;
  return messages > pages ? `${first}; ${counted(messages - pages, 'note')}` : first;
};

const peopleLines = ({ people }: Comparison, clock: Clock, paint: Paint): readonly string[] => {
  if (people.length === 0) return heading(paint, 'Nobody is paged under either policy');
  const rows = people.map(({ person, a, b }) => {
    const more = b.pages - a.pages;
    return [
      `  ${printable(person)}`,
      burdenText(a, clock),
      burdenText(b, clock),
      more === 0 ? '' : `${more > 0 ? '+' : '−'}${counted(Math.abs(more), 'page')}`,
    ];
  });
  const [head = '', ...lines] = columns([['  person', 'under A', 'under B', ''], ...rows]);
  return [
    ...heading(paint, 'Who is paged, how often and when first', 'a page asks for an answer, a note does not'),
    paint.dim(head),
    ...lines,
  ];
};

const findingLines = ({ findings }: Comparison, paint: Paint): readonly string[] => {
  if (findings.length === 0) return [];
  const rows = findings
    .slice(0, shownFindings)
    .map(({ a, b, title }) => [`  ${a ?? 'not found'}`, '→', b ?? 'not found', printable(title)]);
  return [
    ...heading(paint, 'Judged otherwise'),
    ...columns(rows).map((line) => clipped(line, width)),
    ...(findings.length > shownFindings ? [`  and ${counted(findings.length - shownFindings, 'other condition')}`] : []),
  ];
};

const incidentLines = ({ incidents }: Comparison, clock: Clock, paint: Paint): readonly string[] => {
  const different = incidents.filter((each) => isDifferent(each, clock));
  const same = incidents.length - different.length;
  return [
    ...different.slice(0, shownIncidents).flatMap((each) => incidentDifferenceLines(each, clock, paint)),
    ...(different.length > shownIncidents
      ? ['', `and ${counted(different.length - shownIncidents, 'other incident')} with differences`]
      : []),
    ...(same > 0 ? ['', paint.dim(`${counted(same, 'incident')} as before`)] : []),
  ];
};

const answerText = (status: number): string => (status === 0 ? 'nothing to answer' : `answered ${status}`);

const actionLines = ({ actions }: Comparison, clock: Clock, paint: Paint): readonly string[] =>
  actions.length === 0
    ? []
    : [
        ...heading(paint, 'What people did comes to something else', 'the same people do the same at the same times'),
        ...actions.map(
          ({ at, person, does, a, b }) =>
            `  ${clock(at)}  ${printable(person)} ${words(does)}s: ${answerText(a)} under A, ${answerText(b)} under B`,
        ),
      ];

/** Times are minutes and seconds since the start; ends in a newline. */
export const comparisonText = (comparison: Comparison, title: string, clock: Clock, paint: Paint): string => {
  const { names } = comparison;
  const lines = [
    ...wrap(`${title}, under two policies; times count from its start`, width).map((line) => paint.bold(line)),
    `  A  ${names.a}`,
    `  B  ${names.b}`,
    ...inShort(comparison, paint),
    ...policyLines(comparison, paint),
    ...peopleLines(comparison, clock, paint),
    ...findingLines(comparison, paint),
    ...incidentLines(comparison, clock, paint),
    ...actionLines(comparison, clock, paint),
  ];
  return `${lines.join('\n')}\n`;
};
