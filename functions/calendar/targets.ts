/** Whom an entry of the policy's `notify` means at a moment, and why: a person, whoever is on call, or a team. */
import type { Policy } from '#kernel/policy.ts';
import { onCallAt } from './on-call.ts';

/** People by name, each once; why, in sentences; and whether a target stood for nobody. */
export interface Targets {
  readonly people: readonly string[];
  readonly because: readonly string[];
  readonly gap: boolean;
}

type Who = Pick<Policy, 'people' | 'schedules'>;

/** `alex`, `alex and sam`, `alex, sam and robin`. */
export const names = (people: readonly string[]): string =>
  people.length < 2 ? people.join('') : `${people.slice(0, -1).join(', ')} and ${people.at(-1)}`;

/** `until 09:00 UTC`, with the date when that is more than a day off. */
export const untilWords = (until: number, now: number): string => {
  const iso = new Date(until).toISOString();
  const day = until - now > 24 * 60 * 60_000 ? `${iso.slice(0, 10)} ` : '';
  return `until ${day}${iso.slice(11, 16)} UTC`;
};

const onCall = (schedule: string, { schedules }: Who, now: number): Targets => {
  const { people, until, because } = onCallAt(schedules, schedule, now);
  if (people.length === 0) return { people, because: [`Nobody is on call for ${schedule}: ${because}.`], gap: true };
  const verb = people.length === 1 ? 'is' : 'are';
  return { people, because: [`${names(people)} ${verb} on call for ${schedule} ${untilWords(until, now)}: ${because}.`], gap: false };
};

const team = (name: string, { people: { teams } }: Who): Targets => {
  const members = Object.entries(teams[name]?.members ?? {});
  const people = members.filter(([, role]) => role !== 'viewer').map(([person]) => person);
  if (people.length === 0) return { people, because: [`Nobody responds for the team ${name}.`], gap: true };
  return { people, because: [`${names(people)} ${people.length === 1 ? 'responds' : 'respond'} for the team ${name}.`], gap: false };
};

/** A name that nobody bears any more is passed on as it is: a channel may still know it. */
const person = (name: string, { people: { people } }: Who): Targets =>
  people[name] === undefined
    ? { people: [name], because: [`${name} is not in people.yaml.`], gap: true }
    : { people: [name], because: [], gap: false };

const targetOf = (target: string, who: Who, now: number): Targets => {
  if (target.startsWith('schedule:')) return onCall(target.slice('schedule:'.length), who, now);
  if (target.startsWith('team:')) return team(target.slice('team:'.length), who);
  return person(target, who);
};

const together = (all: readonly Targets[]): Targets => ({
  people: [...new Set(all.flatMap(({ people }) => people))],
  because: [...new Set(all.flatMap(({ because }) => because))],
  gap: all.some(({ gap }) => gap),
});

/** Everybody these entries of `notify` mean at a time (milliseconds since the epoch). */
export const targetsOf = (notify: readonly string[], who: Who, now: number): Targets =>
  together(notify.map((target) => targetOf(target, who, now)));
