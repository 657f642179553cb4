/**
 * fuzz:receivers: damages valid inputs of the binary receivers. None may end in anything but signals or an InputError, none may
 * take more than 50 ms, and what the reader and a slow one written apart both accept, both must read alike.
 * Usage: [--inputs N] [--receiver NAME] [--seed N]
 */
import { parseArgs } from 'node:util';
import { fuzz } from '#test/support/fuzz/fuzz.ts';
import { fuzzTargets } from '#test/support/fuzz/targets.ts';

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
    const { failures, slowestMs, ...counts } = await fuzz(target, each, Number(values.seed));
    const seconds = (performance.now() - start) / 1000;
    const line = Object.entries(counts).map(
      ([name, count]) => `${name} ${count}${name === 'inputs' ? '' : ` (${((count / counts.inputs) * 100).toFixed(1)} %)`}`,
    );
    console.log(
      `${target.name}: ${line.join(', ')}, slowest ${slowestMs.toFixed(1)} ms, ${seconds.toFixed(0)} s, failures ${failures.length}`,
    );
    for (const { what, input } of failures) console.log(`  ${what}\n    ${input}`);
    if (failures.length > 0) process.exitCode = 1;
  }
}
