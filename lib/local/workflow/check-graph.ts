/** Checks that every transition has a target, every state can be reached, and the machine can end. */
import type { State } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';

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

const isTerminal = ({ type, fields }: State): boolean => type === 'Succeed' || type === 'Fail' || fields['End'] === true;

/**
 * Whatever field it stands in, a target is called 'Next'. A machine without a terminal state says so once and nothing about
 * reachability; inner graphs need none. Order and words as measured on AWS (floci-io/floci#2786, localstack/localstack#11978 [S]).
 * `names` are all states of the graph, `states` those that could be read.
 */
export function checkGraph(
  startAt: string,
  names: readonly string[],
  states: ReadonlyMap<string, State>,
  at: string,
  diagnostics: Diagnostics,
): void {
  const known = new Set(names);
  const missing = (target: string, location: string): void => {
    if (!known.has(target)) diagnostics.add('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`, location);
  };
  missing(startAt, `${at}/StartAt`);
  for (const state of states.values())
    for (const [target, field] of targetsOf(state)) missing(target, `${at}/States/${state.name}/${field}`);
  // A state that could not be read may lead anywhere.
  if (states.size < names.length) return;
  if (at === '' && ![...states.values()].some(isTerminal)) {
    diagnostics.add('MISSING_END_STATE', 'Workflow has no terminal state');
    return;
  }
  const reached = new Set([startAt]);
  for (const name of reached) {
    const state = states.get(name);
    for (const [target] of state ? targetsOf(state) : []) reached.add(target);
  }
  for (const name of names)
    if (!reached.has(name)) diagnostics.add('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${at}/States/${name}`);
}
