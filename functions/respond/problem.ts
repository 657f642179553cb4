/** What went wrong, in words for the caller: problem details (RFC 9457). */
import { AppError, ConflictError, InputError, NotFoundError, UpstreamError } from '#kernel/errors.ts';
import type { RespondResponse } from './request.ts';

const titles = {
  400: 'The request is wrong',
  401: 'Not signed',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not as it stands now',
  410: 'Gone',
  500: 'Something failed',
  503: 'Try again',
} as const;
/** The statuses a problem can have. */
export type ProblemStatus = keyof typeof titles;

/** An answer other than the caller hoped for; its message is for the caller to read. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: ProblemStatus;

  constructor(status: ProblemStatus, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** Any error as a problem. What is not ours to explain stays unexplained: the log has it. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof InputError && error.reason === 'link_expired') return new Problem(410, error.message);
  if (error instanceof InputError && error.reason === 'link_invalid') return new Problem(403, error.message);
  if (error instanceof InputError && error.reason.startsWith('signature_')) return new Problem(401, error.message);
  if (error instanceof InputError) return new Problem(400, error.message);
  if (error instanceof NotFoundError) return new Problem(404, error.message);
  if (error instanceof ConflictError || error instanceof UpstreamError)
    return new Problem(503, 'It could not be written just now; please try again.');
  if (error instanceof AppError) return new Problem(500, 'Something is not set up right.');
  return new Problem(500, 'Something unexpected failed.');
};

/** The status in a few words, as a heading. */
export const problemTitle = (status: ProblemStatus): string => titles[status];

/** The problem as JSON (RFC 9457). */
export const problemResponse = ({ status, message }: Problem): RespondResponse => ({
  statusCode: status,
  headers: {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  },
  body: JSON.stringify({ type: 'about:blank', title: titles[status], status, detail: message }),
});
