/**
 * fuzz:receivers: damages valid inputs of the binary receivers. None may end in anything but signals or an InputError, none may
 * take more than 50 ms, and what the reader and a slow one written apart both accept, both must read alike.
 * Usage: [--inputs N] [--receiver NAME] [--seed N]
 */
import { parseArgs } from 'node:util';
import { InputError } from '#kernel/errors.ts';
import { type FuzzTarget, fuzzTargets } from '#test/support/fuzz-targets.ts';
import { mutate, randomBelow } from '#test/support/mutate.ts';
import { processorMs } from '#test/support/processor-time.ts';
import { Incomparable } from '#test/support/protobuf-reader.ts';

const usage = `usage: npm run -s fuzz:receivers -- [--inputs N] [--receiver NAME] [--seed N]

  --inputs N       how many, over all targets (60000)
  --receiver NAME  only targets whose name begins so: ${fuzzTargets.map(({ name }) => name).join(', ')}
  --seed N         of the damage (1)`;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '60000' },
    receiver: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean' },
  },
});

const mostMs = 50;
const shown = 3;

interface Outcome {
  readonly result: unknown;
  readonly refused: boolean;
  readonly crash: unknown;
}

const attempt = (read: () => unknown): Outcome => {
  try {
    return { result: read(), refused: false, crash: undefined };
  } catch (error) {
    return error instanceof InputError
      ? { result: undefined, refused: true, crash: undefined }
      : { result: undefined, refused: true, crash: error };
  }
};

const timed = (read: () => unknown): { readonly outcome: Outcome; readonly ms: number } => {
  const start = performance.now();
  const outcome = attempt(read);
  return { outcome, ms: performance.now() - start };
};

interface Score {
  inputs: number;
  accepted: number;
  compared: number;
  onlyReader: number;
  onlySlowReader: number;
  slowestMs: number;
  readonly failures: { readonly what: string; readonly input: string }[];
}

const score = (): Score => ({ inputs: 0, accepted: 0, compared: 0, onlyReader: 0, onlySlowReader: 0, slowestMs: 0, failures: [] });

const examine = (target: FuzzTarget, body: Buffer, into: Score): void => {
  const fail = (what: string): void => {
    into.failures.push({ what, input: body.toString('base64') });
  };
  const first = timed(() => target.read(body));
  // Somebody else's turn on the machine, or a garbage collection: once more before it counts, and by the processor's time.
  const ms =
    first.ms > mostMs / 10
      ? Math.min(
          first.ms,
          processorMs(() => attempt(() => target.read(body))),
        )
      : first.ms;
  into.inputs += 1;
  into.slowestMs = Math.max(into.slowestMs, ms);
  if (ms > mostMs) fail(`took ${ms.toFixed(0)} ms`);
  const { result, refused, crash } = first.outcome;
  if (crash !== undefined) fail(`crashed: ${crash instanceof Error ? `${crash.name}: ${crash.message}` : String(crash)}`);
  if (!refused) into.accepted += 1;
  let expected: unknown;
  try {
    expected = target.expect(body);
  } catch (error) {
    if (!refused && !(error instanceof Incomparable)) into.onlyReader += 1;
    return;
  }
  if (refused) {
    into.onlySlowReader += 1;
    return;
  }
  const agree = target.agree(result, expected);
  if (agree === undefined) return;
  into.compared += 1;
  if (!agree) fail('reads otherwise than the slow reader');
};

const fuzz = (target: FuzzTarget, count: number, seed: number): Score => {
  const below = randomBelow(seed);
  const into = score();
  const any = (): Buffer => target.inputs[below(target.inputs.length)] as Buffer;
  for (let at = 0; at < count && into.failures.length < shown; at += 1) examine(target, mutate(any(), below, any()), into);
  return into;
};

if (values.help === true) console.log(usage);
else {
  const targets = fuzzTargets.filter(({ name }) => name.startsWith(values.receiver));
  const each = Math.ceil(Number(values.inputs) / Math.max(1, targets.length));
  if (targets.length === 0 || !Number.isSafeInteger(each)) {
    console.error(usage);
    process.exitCode = 2;
  }
  for (const target of targets) {
    const start = performance.now();
    const { failures, slowestMs, ...counts } = fuzz(target, each, Number(values.seed));
    const seconds = (performance.now() - start) / 1000;
    const line = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
    console.log(
      `${target.name}: ${line.join(', ')}, slowest ${slowestMs.toFixed(1)} ms, ${seconds.toFixed(0)} s, failures ${failures.length}`,
    );
    for (const { what, input } of failures.slice(0, shown)) console.log(`  ${what}\n    ${input}`);
    if (failures.length > 0) process.exitCode = 1;
  }
}
