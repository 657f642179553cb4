/** Pass: hands on its input, or what Result, Parameters or Output make of it. */
import { stateData } from '../languages.ts';
import type { Exit, Visit } from '../visit.ts';

export async function runPass(visit: Visit): Promise<Exit> {
  const data = stateData(visit.state);
  const input = await data.input(visit);
  if (visit.state.language === 'JSONata') return data.pass(visit, input);
  const result = await data.arguments(visit, input);
  return data.exit(visit, input, visit.state.fields['Result'] ?? result);
}
