/**
 * Forecasts generated series of things that fill up, with every kind of noise, and prints per kind: what the 90 % intervals cover, false alarms and
 * warning time, beside Prometheus' `predict_linear`. Exit code 1 when all together fall short. With `--data`, forecasts recorded series instead.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CapacitySeries, capacityKinds, capacitySeries, noiseKinds } from '#test/support/capacity-series.ts';
import { type Summary, shortcomings, summarise } from '#test/support/forecast-summary.ts';
import { methods, type Trial, tryForecasts } from '#test/support/forecast-trial.ts';

const usage = `usage: npm run -s eval:forecasts -- [--seeds N] [--first N] [--days N] [--every HOURS] [--within DAYS] [--data DIR]

  --seeds N      series of each kind, noise and interval (default 2)
  --first N      the first seed (default 3000000; parameters were chosen on seeds below 100000)
  --days N       length of a series (default 30)
  --every HOURS  how often is looked (default 6)
  --within DAYS  the time left that is worth an alarm (default 7)
  --data DIR     recorded series in DIR/**.csv (timestamp,value), none of which may be said to reach three times its range above its highest value`;

const hour = 3_600_000;
/** Sampling intervals in milliseconds. */
const intervals = [60_000, 300_000, 3_600_000];

const share = (percent: number | undefined): string => (percent === undefined ? '-' : `${percent.toFixed(1)} %`).padStart(7);

const print = (name: string, summary: Summary): void => {
  const claims = methods.map((method) => {
    const { falseAlarms, falseHours, leadHours, missed } = summary.methods[method];
    return `${method} ${falseAlarms} (${falseHours} h), ${leadHours.toFixed(0)} h before, ${missed} missed`;
  });
  const counts = `${String(summary.series).padStart(4)} series, ${String(summary.reached).padStart(3)} full`;
  const coverage = `crossing ${share(summary.crossing)} of ${summary.crossings}, ahead ${share(summary.ahead)} of ${summary.aheads}`;
  console.log(`${name.padEnd(14)} ${counts}; ${coverage}; false alarms: ${claims.join('; ')}`);
};

const recorded = (file: string): CapacitySeries | undefined => {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const times = rows.map(([time = '']) =>
    Date.parse(/^\d+$/.test(time) ? new Date(Number(time) * 1000).toISOString() : `${time.replace(' ', 'T')}Z`),
  );
  const values = rows.map((row) => Number(row[1]));
  const [start = Number.NaN, next = Number.NaN] = times;
  if (!(next > start && values.every(Number.isFinite))) return undefined;
  const never = Number.POSITIVE_INFINITY;
  return { kind: 'flat', noise: 'white', intervalMs: next - start, start, values, crossedAt: never, crossingFrom: () => never };
};

const csvFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.csv'))
    .sort();

const tryRecorded = (folder: string, withinMs: number, stepMs: number): readonly Trial[] =>
  csvFiles(folder).flatMap((file) => {
    const series = recorded(join(folder, file));
    if (series === undefined) return [];
    const [low, high] = [Math.min(...series.values), Math.max(...series.values)];
    return [tryForecasts(series, withinMs, stepMs, high + 3 * (high - low))];
  });

const main = (): number => {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    options: {
      seeds: text('2'),
      first: text('3000000'),
      days: text('30'),
      every: text('6'),
      within: text('7'),
      data: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [seeds, first, days, every, within] = [values.seeds, values.first, values.days, values.every, values.within].map(Number);
  const valid = [seeds, first, days, every, within].every((each) => each !== undefined && each >= 0);
  if (values.help || !valid) {
    (values.help ? console.log : console.error)(usage);
    return values.help ? 0 : 2;
  }
  const [withinMs, stepMs] = [(within ?? 7) * 24 * hour, (every ?? 6) * hour];
  if (values.data !== undefined) {
    print('recorded', summarise(tryRecorded(values.data, withinMs, stepMs)));
    return 0;
  }
  const trials: Trial[] = [];
  let seed = first ?? 0;
  for (const kind of capacityKinds) {
    for (const noise of noiseKinds)
      for (const interval of intervals)
        for (let each = 0; each < (seeds ?? 1); each += 1) {
          seed += 1;
          trials.push(tryForecasts(capacitySeries(kind, noise, interval, days ?? 30, seed), withinMs, stepMs));
        }
    print(kind, summarise(trials.filter(({ series }) => series.kind === kind)));
  }
  for (const noise of noiseKinds) print(noise, summarise(trials.filter(({ series }) => series.noise === noise)));
  const all = summarise(trials);
  print('all', all);
  const wrong = shortcomings(all);
  for (const line of wrong) console.error(line);
  return wrong.length === 0 ? 0 : 1;
};

process.exitCode = main();
