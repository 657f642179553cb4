/** What is wrong in schedules and maintenance windows that their schemas cannot see: names nobody has, times in the wrong order, rules that are none. */
import { readInstant } from '#calendar/local-time.ts';
import { readWindow } from '#calendar/window.ts';
import type { Policy } from '#kernel/policy.ts';
import { parseMatcher } from '#kernel/routing/matchers.ts';

/** One line a mistake, with its place. */
export const calendarMistakes = ({
  people,
  schedules,
  maintenance,
}: Pick<Policy, 'people' | 'schedules' | 'maintenance'>): readonly string[] => [
  ...Object.entries(schedules.schedules).flatMap(([name, schedule]) =>
    scheduleMistakes(`policy/schedules.yaml: ${name}`, schedule, Object.keys(people.people), Object.keys(schedules.holidays)),
  ),
  ...maintenance.windows.flatMap((window, index) => [
    ...(maintenance.windows.findIndex(({ name }) => name === window.name) < index
      ? [`policy/maintenance.yaml: the name "${window.name}" is used twice`]
      : []),
    ...windowMistakes(`policy/maintenance.yaml: ${window.name}`, window, Object.keys(people.people)),
  ]),
];

const unknown = (where: string, names: readonly string[], known: readonly string[], file: string): readonly string[] =>
  names.filter((name) => !known.includes(name)).map((name) => `${where}: ${name} is not in ${file}`);

const scheduleMistakes = (
  where: string,
  { layers, overrides, swaps, timeZone }: Policy['schedules']['schedules'][string],
  people: readonly string[],
  holidays: readonly string[],
): readonly string[] => {
  const names = layers.map(({ name }) => name);
  const unknownPeople = (place: string, used: readonly string[]) => unknown(`${where}.${place}`, used, people, 'policy/people.yaml');
  const backwards = (place: string, { from, to }: { readonly from: string; readonly to: string }) =>
    readInstant(from, timeZone) < readInstant(to, timeZone) ? [] : [`${where}.${place}: ${to} is not after ${from}`];
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${where}: the layer "${name}" is there twice`),
    ...layers.flatMap((layer) => [
      ...unknownPeople(`layers.${layer.name}`, layer.people.flat()),
      ...unknown(
        `${where}.layers.${layer.name}`,
        [...layer.onlyOnHolidays, ...layer.notOnHolidays],
        holidays,
        'the holidays of policy/schedules.yaml',
      ),
    ]),
    ...overrides.flatMap((override, index) => [
      ...unknownPeople(`overrides.${index}`, override.people),
      ...backwards(`overrides.${index}`, override),
    ]),
    ...swaps.flatMap((swap, index) => [...unknownPeople(`swaps.${index}`, [swap.of, swap.by]), ...backwards(`swaps.${index}`, swap)]),
  ];
};

const windowMistakes = (where: string, window: Policy['maintenance']['windows'][number], people: readonly string[]): readonly string[] => {
  const refusals = [() => readWindow(window), ...window.matchers.map((text) => () => parseMatcher(text))].flatMap((read) => {
    try {
      read();
      return [];
    } catch (error) {
      return [`${where}: ${(error as Error).message}`];
    }
  });
  return [...refusals, ...unknown(where, window.author === undefined ? [] : [window.author], people, 'policy/people.yaml')];
};
