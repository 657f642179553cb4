/** Fail: ends its branch with an error. */
import { WorkflowFailure } from '../failure.ts';
import { stateData } from '../languages.ts';
import type { Exit, Visit } from '../visit.ts';

export async function runFail(visit: Visit): Promise<Exit> {
  const data = stateData(visit.state);
  const input = await data.input(visit);
  const error = await data.text(visit, input, 'Error');
  throw new WorkflowFailure(error, await data.text(visit, input, 'Cause'));
}
