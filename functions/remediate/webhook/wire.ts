/** What is sent to a receiver of the operator's own, and what it answers: our contract, written out in README.md. */
import * as z from 'zod';
import { InputError, NotFoundError } from '#kernel/errors.ts';
import type { HttpAnswer } from '#kernel/http.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Job } from '#kernel/target.ts';

export type Mode = 'run' | 'dry_run' | 'undo';

const ends = ['succeeded', 'failed', 'cancelled'] as const;

const answerSchema = z.object({
  status: z.enum(['pending', 'running', ...ends]),
  /** For people. */
  detail: z.string().optional(),
  /** Where a person can look at it. */
  url: z
    .url({ protocol: /^https$/ })
    .max(1_000)
    .optional()
    .catch(undefined),
});
export type RunAnswer = z.infer<typeof answerSchema>;

/** Undefined for a body that says no status. */
export const runIn = ({ body }: HttpAnswer): RunAnswer | undefined => {
  try {
    return answerSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined; // not JSON: the caller says what that means
  }
};

export const toJob = (id: string, { status, detail, url }: RunAnswer): Job => ({
  ...{ id, status },
  ...(url === undefined ? {} : { url }),
  ...(detail === undefined ? {} : { detail: readableText(detail, 300) }),
});

/** Keys are parts of paths. */
const keyForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** InputError for a key that cannot be a part of a path. */
export const checkedKey = (key: string): string => {
  if (!keyForm.test(key)) throw new InputError('The key cannot be a part of an address.', { reason: 'key' });
  return key;
};

/** A run's id where the receiver keeps none: its end, and the key. */
export const endedId = (status: RunAnswer['status'], key: string): string => `${status}:${key}`;

/** The end an id tells of, if it does. NotFoundError for an id that was never given out. */
export const readId = (id: string): { readonly key: string; readonly ended?: (typeof ends)[number] } => {
  const [first = '', second, ...more] = id.split(':');
  const key = second ?? first;
  const ended = second === undefined ? undefined : ends.find((end) => end === first);
  if (!keyForm.test(key) || more.length > 0 || (second !== undefined && ended === undefined))
    throw new NotFoundError('There is no such run.', { reason: 'job' });
  return { key, ...(ended === undefined ? {} : { ended }) };
};
