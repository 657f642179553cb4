/**
 * State transitions of a Standard workflow, as Step Functions charges them: one each time a step is executed, each retry one more
 * [D: aws.amazon.com/step-functions/pricing]; the way from the start to the first step is counted as one, too [U].
 */

interface HistoryEvent {
  readonly type: string;
}

/** What an attempt at a step writes: one more than entries means a retry. */
const attempts: Readonly<Record<string, string>> = {
  TaskScheduled: 'TaskStateEntered',
  LambdaFunctionScheduled: 'TaskStateEntered',
  ActivityScheduled: 'TaskStateEntered',
  MapStateStarted: 'MapStateEntered',
  ParallelStateStarted: 'ParallelStateEntered',
};

export const countTransitions = (events: readonly HistoryEvent[]): number => {
  const entered = new Map<string, number>();
  const attempted = new Map<string, number>();
  let transitions = 0;
  for (const { type } of events) {
    if (type === 'ExecutionStarted') transitions += 1;
    if (type.endsWith('StateEntered')) {
      transitions += 1;
      entered.set(type, (entered.get(type) ?? 0) + 1);
    }
    const state = attempts[type];
    if (state !== undefined) attempted.set(state, (attempted.get(state) ?? 0) + 1);
  }
  for (const [state, count] of attempted) transitions += Math.max(0, count - (entered.get(state) ?? 0));
  return transitions;
};
