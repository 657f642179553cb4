/** Gives a reader damaged inputs, and counts what becomes of them. */
import { setImmediate } from 'node:timers/promises';
import { InputError } from '#kernel/errors.ts';
import { processorMs } from '#test/support/processor-time.ts';
import { Incomparable } from '#test/support/protobuf-reader.ts';
import { oneOf, randomBelow } from './random.ts';
import type { FuzzTarget } from './target.ts';

/** No input may take longer, in milliseconds of processor time. */
const mostMs = 50;

/** A run ends after so many failures. */
const enough = 3;

export interface Score {
  inputs: number;
  /** The reader took it. */
  accepted: number;
  /** Both took it, and what they read was compared. */
  compared: number;
  /** The slow reader was held against a second one. */
  checked: number;
  onlyReader: number;
  onlySlowReader: number;
  slowestMs: number;
  readonly failures: { readonly what: string; readonly input: string }[];
}

interface Outcome {
  readonly result: unknown;
  readonly refused: boolean;
  readonly crash: unknown;
}

const attempt = (read: () => unknown): Outcome => {
  try {
    return { result: read(), refused: false, crash: undefined };
  } catch (error) {
    return { result: undefined, refused: true, crash: error instanceof InputError ? undefined : error };
  }
};

/** Somebody else's turn on the machine, or a garbage collection: what seems slow is run three times more before it counts, and by the processor's time. */
const timeOf = (first: number, again: () => unknown): number =>
  first > mostMs / 10 ? Math.min(first, ...Array.from({ length: 3 }, () => processorMs(again))) : first;

/** The second slow reader is asked about one input in so many. */
const checkedOneIn = 4;

const examine = (target: FuzzTarget, body: Buffer, into: Score): void => {
  const fail = (what: string): void => {
    into.failures.push({ what, input: body.toString('base64') });
  };
  const start = performance.now();
  const { result, refused, crash } = attempt(() => target.read(body));
  const ms = timeOf(performance.now() - start, () => attempt(() => target.read(body)));
  into.inputs += 1;
  into.slowestMs = Math.max(into.slowestMs, ms);
  if (ms > mostMs) fail(`took ${ms.toFixed(0)} ms`);
  if (crash !== undefined) fail(`crashed: ${crash instanceof Error ? `${crash.name}: ${crash.message}` : String(crash)}`);
  if (!refused) into.accepted += 1;
  const checked = into.inputs % checkedOneIn === 0 ? target.check?.(body) : undefined;
  if (checked !== undefined) into.checked += 1;
  if (checked === false) fail('the two slow readers read it differently');
  let expected: unknown;
  try {
    expected = target.expect(body);
  } catch (error) {
    if (refused || error instanceof Incomparable) return;
    into.onlyReader += 1;
    if (target.exact === true) fail(`was read, though the slow reader refuses it: ${String(error)}`);
    return;
  }
  if (refused) {
    into.onlySlowReader += 1;
    fail('was refused, though the slow reader reads it');
    return;
  }
  const agree = target.agree(result, expected);
  if (agree === undefined) return;
  into.compared += 1;
  if (!agree) fail('reads otherwise than the slow reader');
};

/** Inputs by seed, the same every time. Ends early after some failures. */
export const fuzz = async (target: FuzzTarget, count: number, seed: number): Promise<Score> => {
  const { stackTraceLimit } = Error;
  // Most of what is refused is refused by an exception, whose stack nobody reads.
  Error.stackTraceLimit = 0;
  try {
    return await run(target, count, seed);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** Inputs between turns of the event loop. Node lets go of a decompressor that failed in a turn of its own: a row of a million would hold gigabytes. */
const turn = 1000;

const run = async (target: FuzzTarget, count: number, seed: number): Promise<Score> => {
  const below = randomBelow(seed);
  const into: Score = { inputs: 0, accepted: 0, compared: 0, checked: 0, onlyReader: 0, onlySlowReader: 0, slowestMs: 0, failures: [] };
  for (let at = 0; at < count && into.failures.length < enough; at += 1) {
    if (at % turn === 0) await setImmediate();
    examine(target, target.mutate(oneOf(target.inputs, below), below, oneOf(target.inputs, below)), into);
  }
  return into;
};
