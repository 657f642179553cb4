/** Runs every benchmark and prints one JSON line per figure; exit 1 when one is below its floor. `npm run bench [-- NAME…]` runs those whose file name holds NAME. */
import { readdirSync } from 'node:fs';
import type { Figure } from './figure.ts';

const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((name) => file.includes(name))),
);
if (files.length === 0) {
  console.error(`No benchmark is called ${wanted.join(' or ')}.`);
  process.exit(2);
}

let ok = true;
for (const file of files.sort()) {
  const { run } = (await import(`./${file}`)) as { run: () => Promise<readonly Figure[]> };
  for (const figure of await run()) {
    console.log(JSON.stringify(figure));
    ok &&= figure.ok;
  }
}
process.exitCode = ok ? 0 : 1;
