/** A label matcher: one condition on one label. */

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One condition on one label; an absent label equals an empty one. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}
