/**
 * Scores the series of any folder of the layout `data/**.csv` (`timestamp,value`) by the detectors that are deployed, with their one
 * configuration and online: `{"<path under data>": [score per row]}`. From 0.5 on a score is an alarm.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { detectorOf } from '#functions/detect/registry.ts';

const usage = `usage: npm run -s eval:metrics -- --data DIR --out FILE

  --data DIR   with data/**.csv: a line "timestamp,value", then a row a sample (UTC)
  --out FILE   {"<path under data>": [score per row]} is written there`;

/** ms epoch of `2014-04-10 07:15:00`, with or without fractions, `T` and `Z`; UTC. */
const timeOf = (text: string): number => Date.parse(`${text.trim().replace(' ', 'T').replace(/Z$/, '')}Z`);

/** Scores of a file's rows. What is no sample, scores 0 and is not learned. */
const scoresOf = (text: string): readonly number[] => {
  const detector = detectorOf.gauge;
  const state = detector.start();
  return text
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((row) => {
      const [time = '', value = ''] = row.split(',');
      return detector.observe(state, timeOf(time), value.trim() === '' ? Number.NaN : Number(value)).score;
    });
};

const filesUnder = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.csv'))
        .map((name) => name.replaceAll('\\', '/'))
        .sort()
    : [];

const main = (): number => {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  const { data, out } = values;
  if (values.help || data === undefined || out === undefined) {
    (values.help ? console.log : console.error)(usage);
    return values.help ? 0 : 2;
  }
  const folder = join(data, 'data');
  const files = filesUnder(folder);
  if (files.length === 0) {
    console.error(`No .csv under ${folder}.`);
    return 2;
  }
  const scores = Object.fromEntries(files.map((file) => [file, scoresOf(readFileSync(join(folder, file), 'utf8'))]));
  writeFileSync(out, JSON.stringify(scores));
  console.error(`${files.length} series: ${out}`);
  return 0;
};

process.exitCode = main();
