/** What respond needs of the outside world. */
import type { AnswerPorts } from '#kernel/answers.ts';
import type { Policy } from '#kernel/policy.ts';
import type { Log, ResponseStore, Workflows } from '#kernel/ports.ts';
import type { CallerPolicy } from './caller.ts';

/** What respond reads of the policy. */
export type RespondPolicy = Pick<Policy, 'people'>;

export interface RespondPorts extends AnswerPorts, CallerPolicy {
  readonly store: ResponseStore;
  readonly workflows: Workflows;
  readonly log: Log;
  /** The secret that signs links; read when a link is used. */
  readonly linkSecret: () => Promise<string>;
}
