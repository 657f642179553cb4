/** All that a cloud used: what was counted as it happened, and what the histories of its workflows say. */
import type { Execution } from '../workflow/execution.ts';
import type { Meter, Usage } from './meter.ts';
import { countTransitions } from './transitions.ts';

/** A logged event without data: its type, ids, time and ARN [S]. */
const loggedEventBytes = 400;

type Counted = Pick<Execution, 'options' | 'history'>;

export const usageOf = (meter: Meter, executions: readonly Counted[]): readonly Usage[] => {
  const transitions = new Map<string, number>();
  const events = new Map<string, number>();
  for (const { options, history } of executions) {
    const { machineName } = options;
    transitions.set(machineName, (transitions.get(machineName) ?? 0) + countTransitions(history.events));
    if (meter.workflowLogs.get(machineName) !== undefined) events.set(machineName, (events.get(machineName) ?? 0) + history.events.length);
  }
  const rows = [...transitions].map(([owner, quantity]): Usage => ({ unit: 'states-transitions', owner, quantity }));
  const logged = [...events].flatMap(([owner, count]) =>
    meter.logs.usageOf(meter.workflowLogs.get(owner) ?? '', owner, count * loggedEventBytes, count),
  );
  return [...meter.usage(), ...rows, ...logged];
};
