/** Why, for a terminal: what happened in order, under what it answers. */
import { hanging, printable } from '../replay/text-table.ts';
import type { IncidentHead, Reason, WhyAnswer } from './ask.ts';

const width = 110;

const headings: readonly (readonly [string, string])[] = [
  ['began', 'How it came to be'],
  ['alerts', 'Why these alerts are in it'],
  ['policy', 'By which route and policy'],
  ['told', 'Who was told, and why'],
  ['not_told', 'Who was not, and why'],
  ['stopped', 'What stopped it'],
  ['runbook', 'What runbooks did'],
  ['other', 'What else happened'],
];

const timeText = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '');

const lines = (reasons: readonly Reason[]): readonly string[] =>
  reasons.flatMap(({ at, says }) => hanging(`  ${timeText(at)}  `, printable(says), width));

const headLine = ({ id, title, severity, status }: IncidentHead): string => `${id}  ${printable(title)}  (${severity}, ${status})`;

const section = (heading: string, reasons: readonly Reason[]): readonly string[] =>
  reasons.length === 0 ? [] : ['', heading, ...lines(reasons)];

const incidentText = (incident: IncidentHead, reasons: readonly Reason[]): readonly string[] => [
  headLine(incident),
  ...headings.flatMap(([about, heading]) =>
    section(
      heading,
      reasons.filter((reason) => reason.about === about),
    ),
  ),
];

/** The answer, times in UTC, with a line feed at its end. */
export const whyText = (answer: WhyAnswer): string => {
  if ('incident' in answer) return `${incidentText(answer.incident, answer.reasons).join('\n')}\n`;
  const { person, from, at, incidents, complete } = answer;
  const window = `between ${timeText(from)} and ${timeText(at)} UTC`;
  const told = incidents.filter(({ reasons }) => reasons.some(({ about }) => about === 'told')).length;
  const first =
    incidents.length === 0
      ? `There was nothing to tell ${person} ${window}.`
      : `${person} was told of ${told} of ${incidents.length} ${incidents.length === 1 ? 'incident' : 'incidents'} ${window}.`;
  const each = incidents.flatMap(({ reasons, ...incident }) => [
    '',
    headLine(incident),
    ...section(
      'Told',
      reasons.filter(({ about }) => about === 'told'),
    ).slice(1),
    ...section(
      'Not told',
      reasons.filter(({ about }) => about !== 'told'),
    ).slice(1),
  ]);
  return `${[first, ...each, ...(complete ? [] : ['', 'There were more incidents than are looked at: ask with an earlier --at.'])].join('\n')}\n`;
};
