/** What respond needs of the outside world. */
import type { AnswerPorts } from '#kernel/answers.ts';
import type { Log, ResponseStore } from '#kernel/ports.ts';

export interface RespondPorts extends AnswerPorts {
  readonly store: AnswerPorts['store'] & Pick<ResponseStore, 'incidents' | 'timeline' | 'answer'>;
  readonly log: Log;
  /** The secret that signs links; read when a link is used. */
  readonly linkSecret: () => Promise<string>;
}
