/** The decisions about an incident in words; after an interruption the same entries are written again. */
import type { Link } from '#kernel/alert.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Incident, TimelineEntry, TimelineKind } from '#kernel/incident.ts';
import { type Draft, worstOf } from './draft.ts';
import type { Placed } from './firing.ts';

type Entry = Omit<TimelineEntry, 'incidentId' | 'at' | 'by'>;

/** Titles that one entry names. */
const named = 5;

const because = (links: readonly Link[]): string => links.map(({ reason, strength }) => `${reason} (${strength})`).join('; ');

const detailOf = ({ lead, links }: Placed): NonNullable<Entry['detail']> => ({
  fingerprint: lead.fingerprint,
  severity: lead.severity,
  source: lead.source,
  ...(links[0] === undefined ? {} : { link: links[0].by, strength: links[0].strength }),
});

const one = (kind: TimelineKind, placed: Placed, reason: string): Entry => ({
  kind,
  causeId: placed.lead.id,
  reason,
  detail: detailOf(placed),
});

const joined = (placed: readonly Placed[]): readonly Entry[] => {
  const [first, ...others] = placed;
  if (first === undefined) return [];
  if (others.length === 0) return [one('alert_joined', first, `${first.lead.title}. It belongs here by ${because(first.links)}.`)];
  const shown = placed.slice(0, named).map(({ lead, links }) => `${lead.title} (${links[0]?.reason ?? 'with the others'})`);
  const more = placed.length > named ? `; and ${placed.length - named} more` : '';
  return [
    {
      kind: 'alert_joined',
      causeId: idFrom(...placed.map(({ lead }) => lead.id)),
      reason: `${placed.length} alerts join: ${shown.join('; ')}${more}.`.slice(0, 1_000),
      detail: { alerts: placed.length },
    },
  ];
};

/** Who opened it and who joined, in the order of the batch; `listed` of those that join are told of one by one. */
export const entriesOf = ({ before, group, placed }: Draft, isListed: (placed: Placed) => boolean): readonly Entry[] => {
  const opener =
    before === undefined
      ? (placed.find(({ way }) => way === 'opened') ?? placed[0])
      : placed.find(({ way, lead }) => (way === 'group' || way === 'linked') && before.alerts[0] === lead.fingerprint);
  const opened =
    opener === undefined
      ? []
      : [one('opened', opener, `${opener.lead.title}. No open incident had to do with it, in ${group.key}. ${opener.lead.reason}`)];
  const again = placed
    .filter(({ way }) => way === 'again')
    .map((each) => one('alert_joined', each, `${each.lead.title} fires again. ${each.lead.reason}`));
  const joining = placed.filter((each) => each !== opener && (each.way === 'group' || each.way === 'linked') && isListed(each));
  return [...opened, ...joined(joining), ...again];
};

/** Explains a raised severity before it is written: after an interruption nobody could tell any more which finding raised it. */
export const raiseEntry = ({ before, placed }: Draft, after: Incident): readonly Entry[] => {
  const worst = worstOf(placed);
  if (before === undefined || worst === undefined || before.severity === after.severity) return [];
  return [one('severity_raised', worst, `From ${before.severity} to ${after.severity}: ${worst.lead.title}.`)];
};

/** Who is taken for the cause, when that is another than before and explains others. */
export const causeEntry = ({ before, placed }: Draft, after: Incident): readonly Entry[] => {
  const { cause } = after;
  if (cause === undefined || cause.explains === 0 || before?.cause?.service === cause.service) return [];
  const reason = `${cause.service} is the likeliest cause: ${cause.explains} of the ${cause.affected - 1} other affected services rest on it.`;
  return [
    { kind: 'cause_named', causeId: placed[0]?.lead.id ?? after.id, reason, detail: { service: cause.service, explains: cause.explains } },
  ];
};
