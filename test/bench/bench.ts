/**
 * Runs every benchmark and prints one JSON line per figure; exit 1 when one is below its floor. `npm run bench [-- NAME…]` runs
 * those whose file name holds NAME. Each file has a process of its own, as each function has: what one benchmark taught the
 * compiler slows the next by up to a third.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import type { Figure } from './figure.ts';

const wanted = process.argv.slice(2);
/** A whole file name is that file, and no other whose name ends like it. */
const isCalled = (file: string, name: string): boolean => (name.endsWith('.bench.ts') ? file === name : file.includes(name));
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((name) => isCalled(file, name))))
  .sort();

/** Prints the figures of one file; says whether all hold. */
const measure = async (file: string): Promise<boolean> => {
  const { run } = (await import(`./${file}`)) as { run: () => Promise<readonly Figure[]> };
  const figures = await run();
  for (const figure of figures) console.log(JSON.stringify(figure));
  return figures.length > 0 && figures.every(({ ok }) => ok);
};

const measureApart = (file: string): boolean =>
  spawnSync(process.execPath, [import.meta.filename, file], { stdio: 'inherit' }).status === 0;

const [only, ...others] = files;
if (only === undefined) {
  console.error(`No benchmark is called ${wanted.join(' or ')}.`);
  process.exitCode = 2;
} else {
  const held = others.length === 0 ? [await measure(only)] : files.map(measureApart);
  process.exitCode = held.every(Boolean) ? 0 : 1;
}
