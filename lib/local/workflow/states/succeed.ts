/** Succeed: ends its branch. */
import { stateData } from '../languages.ts';
import type { Exit, Visit } from '../visit.ts';

export async function runSucceed(visit: Visit): Promise<Exit> {
  const data = stateData(visit.state);
  return data.pass(visit, await data.input(visit));
}
