/** Our lines, read by InfluxDB 2's own parser. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { toLine } from '#adapters/influxdb/line.ts';
import { textOfStored } from '#adapters/influxdb/names.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { builtOnce, step, type Tell } from '#test/conformance/programs/go.ts';
import { lineSample } from '#test/support/line-samples.ts';
import { nanos, startAt } from '#test/support/signals.ts';

const version = '2.7.12';

/** Our program of a page, built within the module whose parser it calls. */
const parser = async (tell: Tell | undefined): Promise<string> => {
  const what = `the parser of InfluxDB ${version}`;
  const program = join(import.meta.dirname, 'parse/main.go');
  const folder = await builtOnce(`influxdb-parse-${version}-${idFrom(readFileSync(program, 'utf8'))}`, what, tell, async (cwd) => {
    const args = ['mod', 'download', '-json', `github.com/influxdata/influxdb/v2@v${version}`];
    const found = JSON.parse(await step({ command: 'go', args, cwd }, what)) as { readonly Dir: string };
    const source = join(cwd, 'source');
    execFileSync('cp', ['-r', '--no-preserve=mode', found.Dir, source]);
    mkdirSync(join(source, 'cmd/parse'));
    cpSync(program, join(source, 'cmd/parse/main.go'));
    await step({ command: 'go', args: ['build', '-o', join(cwd, 'parse'), './cmd/parse'], cwd: source }, what);
    rmSync(source, { recursive: true });
  });
  return join(folder, 'parse');
};

interface Read {
  readonly name: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly fields: Readonly<Record<string, number>>;
  readonly time: string;
}

/** How many of random samples the parser reads as something else, with the first of them. NotInstalled where it cannot be had. */
export const compareLines = async (
  tell: Tell | undefined,
  count: number,
  seed: number,
): Promise<{ readonly version: string; readonly wrong: readonly string[] }> => {
  const program = await parser(tell);
  const samples = fc.sample(lineSample, { numRuns: count, seed });
  const lines = samples.map(({ sample }) => String(toLine(sample)));
  const printed = execFileSync(program, { input: `${lines.join('\n')}\n`, maxBuffer: 2 ** 30 }).toString();
  const read = printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Read);
  const wrong = samples.flatMap(({ name, labels, value }, at) => {
    const { name: measurement = '', tags = [], fields, time } = read[at] ?? {};
    const found = [textOfStored(measurement), new Map(tags.map(([key, text]) => [textOfStored(key), textOfStored(text)])), fields, time];
    return isDeepStrictEqual(found, [name, labels, { value }, String(nanos(startAt))]) ? [] : [JSON.stringify(lines[at])];
  });
  return { version, wrong: read.length === samples.length ? wrong : [`${samples.length} lines, ${read.length} points`, ...wrong] };
};
