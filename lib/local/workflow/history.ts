/** The history of one execution: AWS's event types, ids, links and detail shapes. */
import { WorkflowFailure } from './failure.ts';
import type { JsonObject } from './json.ts';

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  /** The wire's name of the detail (`stateEnteredEventDetails`); absent for events without one. */
  readonly detailsField?: string;
  readonly details?: JsonObject;
}

/**
 * An execution may have 25,000 events (AWS Step Functions quotas [D]). Number 25,000 is the failure that says so, 24,999 the last of the
 * machine's own (floci-io/floci#2734, measured on AWS [S]).
 */
const HISTORY_LIMIT = 25_000;

/** A redrive needs room for ExecutionRedriven and one more (API reference, RedriveExecution [D]). */
export const REDRIVABLE_HISTORY = 24_999;

/** Events whose detail field is not simply the type in lower camel case. Source: the model of client-sfn (HistoryEvent). */
function detailsFieldOf(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  if (type === 'MapStateStarted') return 'mapStateStartedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** Where a branch stands in the history: each branch links its events to its own previous one. */
export interface HistoryPosition {
  previousEventId: number;
}

export class History {
  readonly events: HistoryEvent[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Appends an event after the branch's last one and moves the branch on; returns its id. Throws WorkflowFailure when the history is full. */
  add(position: HistoryPosition, type: string, details?: JsonObject): number {
    if (this.events.length >= HISTORY_LIMIT - 1)
      throw new WorkflowFailure('States.Runtime', `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`);
    return this.end(position, type, details);
  }

  /** Appends the event that ends an execution, for which there is always room. */
  end(position: HistoryPosition, type: string, details?: JsonObject): number {
    const id = this.events.length + 1;
    this.events.push({
      id,
      previousEventId: position.previousEventId,
      timestamp: this.#now(),
      type,
      ...(details === undefined ? {} : { detailsField: detailsFieldOf(type), details }),
    });
    position.previousEventId = id;
    return id;
  }
}
