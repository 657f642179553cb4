/** Checks that every transition has a target and every state can be reached. */
import { InvalidDefinition, type State } from './definition.ts';

type Target = readonly [name: string, field: string];

function targetsOf(state: State): readonly Target[] {
  const optional = (name: string | undefined, field: string): readonly Target[] => (name === undefined ? [] : [[name, field]]);
  return [
    ...optional(state.next, 'Next'),
    ...optional(state.defaultNext, 'Default'),
    ...state.catch.map((catcher, index): Target => [catcher.next, `Catch[${index}]/Next`]),
    ...state.choices.map((rule, index): Target => [rule.next, `Choices[${index}]/Next`]),
  ];
}

/** Throws InvalidDefinition. */
export function checkGraph(startAt: string, states: ReadonlyMap<string, State>, at: string): void {
  if (!states.has(startAt)) throw new InvalidDefinition(`Missing 'Next' target: ${startAt}`, `${at}/StartAt`, 'MISSING_TRANSITION_TARGET');
  for (const state of states.values()) {
    for (const [target, field] of targetsOf(state))
      if (!states.has(target))
        throw new InvalidDefinition(`Missing 'Next' target: ${target}`, `${at}/States/${state.name}/${field}`, 'MISSING_TRANSITION_TARGET');
  }
  const reached = new Set([startAt]);
  for (const name of reached) {
    const state = states.get(name);
    for (const [target] of state ? targetsOf(state) : []) reached.add(target);
  }
  const lost = [...states.keys()].find((name) => !reached.has(name));
  if (lost !== undefined)
    throw new InvalidDefinition(`State "${lost}" is not reachable.`, `${at}/States/${lost}`, 'MISSING_TRANSITION_TARGET');
}
