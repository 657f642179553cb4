/** The transitions of a deployed definition, and those that executions went through, by what Step Functions tells of both. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';

interface State {
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

/** `A → B`, and `A ⚡ B` where an error was caught. Two choices or two catchers with one destination are one transition. */
const transition = (from: string, to: string, caught: boolean): string => `${from} ${caught ? '⚡' : '→'} ${to}`;

/** Every transition there is. */
export const transitionsOf = (definition: string): readonly string[] => {
  const { States } = JSON.parse(definition) as { readonly States: Readonly<Record<string, State>> };
  const all = Object.entries(States).flatMap(([name, { Next, Default, Choices = [], Catch = [] }]) => [
    ...[Next, Default, ...Choices.map((choice) => choice.Next)].flatMap((to) => (to === undefined ? [] : [transition(name, to, false)])),
    ...Catch.map((catcher) => transition(name, catcher.Next, true)),
  ]);
  return [...new Set(all)];
};

const isFailure = ({ type }: HistoryEvent): boolean => /(?:Failed|TimedOut)$/.test(type ?? '');

/** The transitions of one execution, in order. */
export const transitionsIn = (history: readonly HistoryEvent[]): readonly string[] => {
  const found: string[] = [];
  let from: string | undefined;
  let caught = false;
  for (const event of history) {
    const to = event.stateEnteredEventDetails?.name;
    if (to === undefined) {
      // What happens after the last failure of a state but its exit is another attempt.
      if (event.stateExitedEventDetails === undefined) caught = isFailure(event);
      continue;
    }
    if (from !== undefined) found.push(transition(from, to, caught));
    from = to;
    caught = false;
  }
  return found;
};

/** States in the order they were entered. */
export const statesIn = (history: readonly HistoryEvent[]): readonly string[] =>
  history.flatMap(({ stateEnteredEventDetails: entered }) => (entered?.name === undefined ? [] : [entered.name]));
