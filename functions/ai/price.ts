/** What tokens cost. */
import type { Spending } from '#kernel/ports.ts';

/** Tokens of one call. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Dollars for a million tokens, which is millionths of a dollar for one. */
export interface Price {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** Whole, and never less than the bill. */
export const costOf = ({ inputTokens, outputTokens }: Usage, { inputPerMillion, outputPerMillion }: Price): Spending => ({
  tokens: inputTokens + outputTokens,
  // Rounded first to what a price can mean: 0.1 × 3 is a little more than 0.3.
  microdollars: Math.ceil(Number((inputTokens * inputPerMillion + outputTokens * outputPerMillion).toFixed(6))),
});
