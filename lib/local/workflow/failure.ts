/** How a workflow fails: an error name and a cause, as Retry, Catch and the history see them. */
import type { Json } from './json.ts';

export class WorkflowFailure extends Error {
  /** Absent when a task or a Fail state gave none. */
  readonly error: string | undefined;
  readonly causeText: string | undefined;
  /** Further names ErrorEquals may use: a missed heartbeat is a States.Timeout that States.HeartbeatTimeout also matches. */
  readonly aliases: readonly string[];

  constructor(error: string | undefined, causeText: string | undefined, aliases: readonly string[] = []) {
    super(`${error ?? 'no error'}: ${causeText ?? ''}`);
    this.name = 'WorkflowFailure';
    this.error = error;
    this.causeText = causeText;
    this.aliases = aliases;
  }

  /** What a Catch hands on. Names nobody gave are null, as recorded on AWS. */
  output(): Json {
    return { Error: this.error ?? null, Cause: this.causeText ?? null };
  }
}

/** A query in a state that could not be answered; fails the state with the state named around it. */
export class QueryFailure extends Error {
  readonly error: 'States.QueryEvaluationError' | 'States.Runtime' | 'States.IntrinsicFailure' | 'States.ResultPathMatchFailure';
  /** The field the query stands in (`Output/result`); present when the history shows EvaluationFailed. */
  readonly location: string | undefined;

  constructor(error: QueryFailure['error'], message: string, location?: string) {
    super(message);
    this.name = 'QueryFailure';
    this.error = error;
    this.location = location;
  }
}
