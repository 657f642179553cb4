/** The routing tree, the inhibition rules and the time intervals of a configuration, as the policy's. */
import type * as z from 'zod';
import { durationMs } from '#kernel/duration.ts';
import { InputError } from '#kernel/errors.ts';
import type { routesSchema } from '#kernel/policy/routes.ts';
import { duration } from '#kernel/policy/terms.ts';
import { parseTimeInterval } from '#kernel/routing/time-intervals.ts';
import { matchersOf } from './matchers.ts';
import type { Place } from './place.ts';

type RoutesInput = z.input<typeof routesSchema>;
type RouteInput = NonNullable<RoutesInput['route']['routes']>[number];
type IntervalsInput = NonNullable<RoutesInput['timeIntervals']>;
export type RuleInput = NonNullable<RoutesInput['inhibitRules']>[number];

/** Only what is there. */
const given = <Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

const span = (place: Place): string | undefined => {
  const text = place.text();
  if (text !== undefined && !duration.safeParse(text).success) place.fail('is not a duration such as 30s or 1h30m');
  return text;
};

/** A span that must not be nothing. */
const interval = (place: Place): string | undefined => {
  const text = span(place);
  if (text !== undefined && durationMs(text) === 0) place.fail('cannot be zero');
  return text;
};

const texts = (place: Place): string[] | undefined => (place.isAbsent ? undefined : place.items().map((each) => each.needed()));

const groupBy = (place: Place): string[] | undefined => {
  const names = texts(place);
  if (names?.includes('...') === true && names.length > 1) place.fail('has "..." and other labels at the same time');
  if (names !== undefined && new Set(names).size < names.length) place.fail('names a label twice');
  return names;
};

const carried = [
  'receiver',
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'mute_time_intervals',
  'active_time_intervals',
  'matchers',
  'match',
  'match_re',
  'continue',
  'routes',
];

const fieldsOf = (place: Place) =>
  given({
    receiver: place.at('receiver').text() || undefined,
    groupBy: groupBy(place.at('group_by')),
    groupWait: span(place.at('group_wait')),
    groupInterval: interval(place.at('group_interval')),
    repeatInterval: interval(place.at('repeat_interval')),
    muteTimeIntervals: texts(place.at('mute_time_intervals')),
    activeTimeIntervals: texts(place.at('active_time_intervals')),
  });

const nodeOf = (place: Place): RouteInput => {
  place.leaveAllBut(carried);
  return {
    ...fieldsOf(place),
    matchers: matchersOf(place, { equal: 'match', pattern: 'match_re', matchers: 'matchers' }),
    continue: place.at('continue').flag(false),
    routes: place.at('routes').items().map(nodeOf),
  } as RouteInput;
};

/** The root; `escalation` names the policy that critical incidents follow, which Alertmanager does not have. */
export const rootOf = (place: Place, escalation: string): RoutesInput['route'] => {
  if (place.isAbsent) return place.fail('is missing');
  place.leaveAllBut(carried);
  place.at('receiver').needed();
  for (const key of ['matchers', 'match', 'match_re', 'mute_time_intervals', 'active_time_intervals'])
    if (!place.at(key).isAbsent) place.at(key).fail('must not be in the root route');
  if (place.at('continue').flag(false)) place.at('continue').fail('must not be in the root route');
  return { ...fieldsOf(place), escalation, routes: place.at('routes').items().map(nodeOf) };
};

const slug = /^[a-z0-9][a-z0-9-]{0,62}$/;

const ruleOf = (place: Place): RuleInput => {
  place.leaveAllBut([
    'name',
    'source_match',
    'source_match_re',
    'source_matchers',
    'target_match',
    'target_match_re',
    'target_matchers',
    'equal',
  ]);
  const name = place.at('name').text();
  if (name !== undefined && !slug.test(name)) place.at('name').note('is left out: our names are lower-case letters, digits and dashes');
  return {
    ...(name !== undefined && slug.test(name) ? { name } : {}),
    sourceMatchers: matchersOf(place, { equal: 'source_match', pattern: 'source_match_re', matchers: 'source_matchers' }),
    targetMatchers: matchersOf(place, { equal: 'target_match', pattern: 'target_match_re', matchers: 'target_matchers' }),
    equal: texts(place.at('equal')) ?? [],
  };
};

export const rulesOf = (place: Place): RuleInput[] => place.items().map(ruleOf);

const timeInterval = (place: Place): IntervalsInput[number]['timeIntervals'][number] => {
  place.leaveAllBut(['times', 'weekdays', 'days_of_month', 'months', 'years', 'location']);
  const times = place.at('times');
  const read = given({
    times: times.isAbsent
      ? undefined
      : times.items().map((each) => ({ startTime: each.at('start_time').needed(), endTime: each.at('end_time').needed() })),
    weekdays: texts(place.at('weekdays')),
    daysOfMonth: texts(place.at('days_of_month')),
    months: texts(place.at('months')),
    years: texts(place.at('years')),
    location: place.at('location').text(),
  }) as IntervalsInput[number]['timeIntervals'][number];
  if (read.location === 'Local') place.at('location').note('means UTC here: functions have no place of their own');
  try {
    parseTimeInterval(read);
  } catch (error) {
    if (error instanceof InputError) place.fail(`cannot be read: ${error.message.replace(/\.$/, '')}`);
    throw error;
  }
  return read;
};

/** Of the new list and of the old one, which had another name. */
export const intervalsOf = (...places: readonly Place[]): IntervalsInput => {
  const seen = new Set<string>();
  return places.flatMap((place) =>
    place.items().map((each) => {
      each.leaveAllBut(['name', 'time_intervals']);
      const name = each.at('name').needed();
      if (seen.has(name)) each.at('name').fail('is the name of another interval too');
      seen.add(name);
      return { name, timeIntervals: each.at('time_intervals').items().map(timeInterval) };
    }),
  );
};
