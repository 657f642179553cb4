/** Plug-in contract: a provider answers classification questions. Message text is quoted data to it, never instruction. */
import type { Verdict } from './verdict.ts';

/** One unseen kind of message; never one whose evidence is `keptFromModels`. */
export interface Question {
  readonly clusterId: string;
  /** The masked message, `<num>` and its kin for what varies; sanitised, at most 2,000 characters. */
  readonly template: string;
  /** One message of the kind, sanitised and bounded as the template. */
  readonly example: string;
  /** OpenTelemetry's, 1 to 24; 0 where nobody told. */
  readonly severityNumber: number;
  readonly service: string;
}

/** What a provider said, and what it took. */
export interface Answered {
  /** One verdict per question in order, undefined where it has no answer. */
  readonly verdicts: readonly (Verdict | undefined)[];
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

/** One source of verdicts. */
export interface Provider {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** Before `deadline` (ms epoch). Throws UpstreamError; never answers outside the enumerated values. */
  classify(questions: readonly Question[], deadline: number): Promise<Answered>;
}

/** What was decided about a question. */
export interface Judgement {
  readonly verdict: Verdict;
  /** A provider should have answered and could not (outage, budget): worth asking again before long. */
  readonly provisional: boolean;
}

/** Whoever answers what no cache and no rule knows: providers in order of priority, at last the local model. */
export interface Judge {
  /** One judgement per question, in order; never rejects. */
  ask(questions: readonly Question[]): Promise<readonly Judgement[]>;
}
