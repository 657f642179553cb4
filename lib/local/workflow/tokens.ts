/** Task tokens: which waiting task each one completes. */
import { createHash } from 'node:crypto';
import type { TaskOutcome } from './task-runner.ts';

export interface WaitingTask {
  readonly executionArn: string;
  readonly machineArn: string;
  /** Ends the task as one event of the scheduler. */
  complete(outcome: TaskOutcome): void;
  heartbeat(): void;
}

export class Tokens {
  readonly #waiting = new Map<string, WaitingTask>();
  /** Tokens whose task is over: AWS answers TaskTimedOut for them, not TaskDoesNotExist. */
  readonly #closed = new Set<string>();

  /** Follows from the execution and the task's position in it, so that replays agree. */
  static create(executionArn: string, ordinal: number): string {
    return `AQC${createHash('sha512').update(`${executionArn}#${ordinal}`).digest('base64')}`;
  }

  register(token: string, task: WaitingTask): void {
    this.#waiting.set(token, task);
  }

  close(token: string): void {
    this.#waiting.delete(token);
    this.#closed.add(token);
  }

  find(token: string): WaitingTask | 'closed' | undefined {
    return this.#waiting.get(token) ?? (this.#closed.has(token) ? 'closed' : undefined);
  }
}
