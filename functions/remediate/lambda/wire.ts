/** The contract between the lambda target and an operator's function: what it is asked, and what it may answer. */
import * as z from 'zod';
import type { FunctionName } from '#kernel/functions.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Job } from '#kernel/target.ts';

/** `dry_run`, `run` and `undo` start something once a key, however often they are asked for; `status` and `cancel` are about what was started under the key. */
export type Mode = 'dry_run' | 'run' | 'undo' | 'status' | 'cancel';

/** The event a function gets. */
export interface RunbookCall {
  readonly mode: Mode;
  /** The rule's `template`. */
  readonly runbook: string;
  readonly idempotencyKey: string;
  /** Of a start. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of an undo: the key of the run to take back. */
  readonly past?: { readonly idempotencyKey: string };
}

const texts = { detail: z.string().optional(), changes: z.string().optional() };

/** `unknown` only about a key under which nothing was ever started. */
export const runbookAnswerSchema = z.object({
  status: z.enum(['running', 'succeeded', 'failed', 'cancelled', 'unknown']),
  ...texts,
});

type RunbookAnswer = z.infer<typeof runbookAnswerSchema>;

/** Characters of an answer that are read; what a function has to say fits in far fewer. */
export const longestAnswer = 65_536;

/** `name` or `name:alias`; undefined for anything else. */
export const functionOf = (template: string): FunctionName | undefined => {
  const [, name, qualifier] = /^([a-zA-Z0-9-_]{1,64})(?::([a-zA-Z0-9-_]{1,128}))?$/.exec(template) ?? [];
  return name === undefined ? undefined : { name, ...(qualifier === undefined ? {} : { qualifier }) };
};

/** The answer about a key in the contract's words; undefined for `unknown`. */
export const toJob = (id: string, { status, detail, changes }: RunbookAnswer): Job | undefined => {
  if (status === 'unknown') return undefined;
  const said = [detail, changes].filter((text) => text !== undefined && text !== '').join(' ');
  return { id, status, ...(said === '' ? {} : { detail: readableText(said, 500) }) };
};
