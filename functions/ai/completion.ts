/** What every kind of question is asked by: one completion of a model, held to a form. Vendors know this alone; prompts are on top of it. */
import type { Usage } from './price.ts';

export interface CompletionRequest {
  readonly system: string;
  readonly user: string;
  /** A JSON schema that is the same in every call about such questions: vendors compile it when they first see it. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Tokens the answer itself may have; what a model thinks before it writes comes on top. */
  readonly answerTokens: number;
}

interface Completed {
  /** As the model wrote it: nothing is known of it yet. */
  readonly text: string;
  readonly usage: Usage;
}

/** A model behind a vendor's wire. */
export interface CompletionModel {
  /** The provider's name in `providers.yaml`. */
  readonly id: string;
  /** Names the vendor in errors. */
  readonly vendor: string;
  /** Before `deadline` (ms epoch). UpstreamError, which holds nothing of key, question or answer. */
  complete(request: CompletionRequest, deadline: number): Promise<Completed>;
}
