/** Wait: for seconds or until a time. */

import { QueryFailure } from '../failure.ts';
import { stateData } from '../languages.ts';
import { parseTimestamp } from '../timestamp.ts';
import { type Exit, sleep, type Visit } from '../visit.ts';

export async function runWait(visit: Visit): Promise<Exit> {
  const { state, scope } = visit;
  const data = stateData(state);
  const input = await data.input(visit);
  const seconds = await data.number(visit, input, 'Seconds');
  if (seconds !== undefined) {
    await sleep(scope, Math.max(seconds, 0) * 1_000, `wait ${state.name}`);
    return data.pass(visit, input);
  }
  const text = await data.text(visit, input, 'Timestamp');
  const until = text === undefined ? undefined : parseTimestamp(text);
  if (until === undefined) throw badTimestamp(visit, text);
  await sleep(scope, Math.max(until - scope.execution.scheduler.now(), 0), `wait ${state.name}`);
  return data.pass(visit, input);
}

// Texts recorded on AWS.
function badTimestamp(visit: Visit, text: string | undefined): QueryFailure {
  const path = visit.state.fields['TimestampPath'];
  if (visit.state.language === 'JSONata')
    return new QueryFailure(
      'States.QueryEvaluationError',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      'Timestamp',
    );
  return new QueryFailure(
    'States.Runtime',
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${String(path)} == ${text}`,
  );
}
