/** Lambda functions of the operator's own, as the target that calls them sees them; `#adapters/lambda` keeps the promise. */

export interface FunctionName {
  readonly name: string;
  /** An alias or a version. */
  readonly qualifier?: string;
}

/** What a function said. */
export type FunctionAnswer =
  /** JSON, as it came. */
  | { readonly kind: 'answered'; readonly payload: string }
  /** It threw, crashed or took too long. `type` is Lambda's or the function's own name for it. */
  | { readonly kind: 'failed'; readonly type: string };

/** Sends each call once. Errors hold names of errors, never texts. */
export interface Functions {
  /** Whether it is there and may be called; calls nothing. NotFoundError where it is not there. */
  check(name: FunctionName): Promise<void>;
  /** For what starts something. UpstreamError: surely not called; UnknownOutcomeError: perhaps; InputError: can never be called. */
  start(name: FunctionName, payload: unknown): Promise<FunctionAnswer>;
  /** For what only looks. NotFoundError where the function is not there; UpstreamError else. */
  ask(name: FunctionName, payload: unknown): Promise<FunctionAnswer>;
}
