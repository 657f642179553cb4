/** Plug-in contract: a provider answers a classification question. Message text is quoted data to it, never instruction. */
import type { Verdict } from './verdict.ts';

/** One unseen cluster; never one whose evidence is `keptFromModels`. */
export interface Question {
  readonly clusterId: string;
  /** The masked message and one example, sanitised and bounded. */
  readonly template: string;
  readonly example: string;
  readonly severityNumber: number;
  readonly service: string;
}

/** One source of verdicts. */
export interface Provider {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** One verdict per question in order, undefined where it has no answer. Throws UpstreamError; never answers outside the enumerated values. */
  classify(questions: readonly Question[], deadline: number): Promise<readonly (Verdict | undefined)[]>;
}
