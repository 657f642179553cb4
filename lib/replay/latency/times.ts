/** When what was handed over, in the local cloud's time: milliseconds since the epoch. */

/** A function was handed records of the stream or messages of the queue. */
export interface Delivery {
  readonly stage: string;
  readonly at: number;
  readonly endedAt: number;
  /** Sequence numbers, or ids of messages. */
  readonly ids: readonly string[];
}

export interface Invocation {
  readonly stage: string;
  readonly at: number;
}

export interface QueuedFinding {
  readonly messageId: string;
  readonly sentAt: number;
  readonly body: string;
}

/** Each in order of time. */
export interface Times {
  readonly deliveries: readonly Delivery[];
  readonly invocations: readonly Invocation[];
  readonly queued: readonly QueuedFinding[];
}
