/** In whose name somebody answers. */
import * as z from 'zod';
import type { Caller } from './caller.ts';
import { parseBody } from './json.ts';
import { Problem } from './problem.ts';
import type { RespondRequest } from './request.ts';

/** Who answers, why, and how the answer came. */
export interface PersonsAnswer {
  readonly by: string;
  /** The request: kept in the timeline. */
  readonly causeId: string;
  /** The caller's identity, or `link`. */
  readonly via: string;
  readonly reason?: string;
}

/** What every answer may say. */
export const answerFields = {
  by: z.string().trim().min(1).max(200).optional(),
  reason: z.string().trim().min(1).max(500).optional(),
};

const answerSchema = z.strictObject(answerFields);

/** As the body says, or the caller itself; the caller is on record either way. Problem 403 for somebody else's name from who may not lend it. */
export const answerIn = (
  { causeId }: Pick<RespondRequest, 'causeId'>,
  { name, via, trusted }: Caller,
  { by = name, reason }: { readonly by?: string | undefined; readonly reason?: string | undefined },
): PersonsAnswer => {
  if (by !== name && !trusted) throw new Problem(403, 'You answer in your own name.');
  return { by, causeId, via, ...(reason === undefined ? {} : { reason }) };
};

/** The answer of a body that holds nothing else. */
export const answerOf = (request: RespondRequest, caller: Caller): PersonsAnswer =>
  answerIn(request, caller, parseBody(answerSchema, request.body));
