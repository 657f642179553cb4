/**
 * conformance:alertmanager: random configurations and timelines on the real Alertmanager in real time, and on ours in virtual time.
 * Usage: [--cases N] [--seed N] [--parallel N] [--binary FILE] [--out FILE]
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { firstDifference } from '#test/support/alertmanager/compare.ts';
import { playCase } from '#test/support/alertmanager/play-case.ts';
import { randomCase } from '#test/support/alertmanager/random-case.ts';
import { playForReal } from '#test/support/alertmanager/real-alertmanager.ts';

const usage = `usage: npm run -s conformance:alertmanager -- [--cases N] [--seed N] [--parallel N] [--binary FILE] [--out FILE]

  --cases N      how many, one seed each (100)
  --seed N       the first seed (1)
  --parallel N   played at once, a process each (12)
  --binary FILE  the real program (prometheus-alertmanager or alertmanager, whichever is on the path); version 0.33 is what ours follows
  --out FILE     the differences, as JSON`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '12' },
    binary: { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}

/** The version line of a program that is there. */
const versionOf = (program: string): string | undefined => {
  const { error, stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return error === undefined ? `${stdout}${stderr}`.split('\n')[0] : undefined;
};
const candidates = values.binary === undefined ? ['prometheus-alertmanager', 'alertmanager'] : [values.binary];
const binary = candidates.find((each) => versionOf(each) !== undefined);
if (binary === undefined) {
  console.log(`not installed: ${candidates.join(' or ')}; nothing was compared`);
  process.exit(0);
}
console.log(versionOf(binary));

/** A busy machine is late; ticks and posts lie 250 ms apart. */
const withinMs = 240;

/** The difference of one seed. It may be the machine's, late by more than that: what differs once is played again. */
const differenceFor = async (seed: number): Promise<string | undefined> => {
  const recorded = randomCase(seed);
  const { t0, sent } = await playForReal(recorded, binary);
  return firstDifference(sent, await playCase({ ...recorded, clock: { t0 } }), withinMs);
};

const first = Number(values.seed);
const parallel = Number(values.parallel);
const seeds = Array.from({ length: Number(values.cases) }, (_, index) => first + index);
const suspects: number[] = [];
let notifications = 0;
let played = 0;
const waiting = [...seeds];
const worker = async (): Promise<void> => {
  for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
    if ((await differenceFor(seed)) !== undefined) suspects.push(seed);
    notifications += (await playCase(randomCase(seed))).length;
    played += 1;
    if (played % 50 === 0) console.log(`${played} played, ${suspects.length} to look at again`);
  }
};
await Promise.all(Array.from({ length: parallel }, worker));

/** Rounds in which what differs is played again: a difference stands when it shows each time. */
const rounds = 3;
const differences: { readonly seed: number; readonly difference: string }[] = [];
const judge = async (seed: number): Promise<void> => {
  let difference: string | undefined;
  for (let round = 0; round < rounds; round += 1) {
    difference = await differenceFor(seed);
    if (difference === undefined) return;
  }
  if (difference === undefined) return;
  differences.push({ seed, difference });
  console.log(`seed ${seed}: ${difference}`);
};
const doubtful = [...suspects].sort((a, b) => a - b);
await Promise.all(
  Array.from({ length: Math.min(4, parallel) }, async () => {
    for (let seed = doubtful.shift(); seed !== undefined; seed = doubtful.shift()) await judge(seed);
  }),
);
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(differences, null, 1)}\n`);
console.log(
  `${seeds.length - differences.length} of ${seeds.length} equal, ${notifications} notifications; ${suspects.length} were played again`,
);
process.exit(differences.length === 0 ? 0 : 1);
