/** What respond needs of the outside world. */
import type { AnswerPorts } from '#kernel/answers.ts';
import type { AuditChain } from '#kernel/audit-chain.ts';
import type { Policy } from '#kernel/policy.ts';
import type { AnnotationStore, Log, ResponseStore, Workflows } from '#kernel/ports.ts';
import type { ReadPress } from './slack.ts';

/** What respond reads of the policy. */
type RespondPolicy = Pick<Policy, 'people' | 'routes' | 'escalation' | 'schedules'>;

export interface RespondPorts extends AnswerPorts {
  readonly store: ResponseStore;
  readonly chain: AuditChain;
  readonly annotations: Pick<AnnotationStore, 'annotations'>;
  readonly workflows: Workflows;
  readonly log: Log;
  readonly policy: RespondPolicy;
  /** The claim that holds a bearer's roles, where the issuer keeps them. */
  readonly rolesClaim?: string;
  /** Where policy names Slack's signing secret. */
  readonly readPress?: ReadPress;
  /** The secret that signs links; read when a link is used. */
  readonly linkSecret: () => Promise<string>;
}
