/** Choice: the first rule that holds, else Default, else States.NoChoiceMatched. */
import { WorkflowFailure } from '../failure.ts';
import { stateData } from '../languages.ts';
import type { Exit, Visit } from '../visit.ts';

export async function runChoice(visit: Visit): Promise<Exit> {
  const { state } = visit;
  const data = stateData(state);
  const input = await data.input(visit);
  for (const [index, rule] of state.choices.entries()) {
    if (await data.choose(visit, input, rule.fields, `Choices[${index}]`))
      return { ...(await data.pass(visit, input, rule.fields)), next: rule.next };
  }
  if (state.defaultNext !== undefined) return { ...(await data.pass(visit, input)), next: state.defaultNext };
  throw new WorkflowFailure(
    'States.NoChoiceMatched',
    `An error occurred while executing the state '${state.name}' (entered at the event id #${visit.enteredEventId}). ` +
      'Failed to transition out of the state. The state does not point to a next state.',
  );
}
