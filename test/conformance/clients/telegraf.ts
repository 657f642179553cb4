/** Telegraf: the same metrics by all its outputs that speak to a receiver of ours. */
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signal } from '#kernel/signal.ts';
import { telegraf } from '#test/conformance/agents/binaries.ts';
import { inFolder, start, until } from '#test/conformance/programs/running.ts';
import type { Client, Door, Told } from './client.ts';

/** Outputs by their alias, which is also the tag of their metrics. */
const outputs = ({ url, token = 'none' }: Door): Readonly<Record<string, readonly [string, string]>> => ({
  json: [
    'http',
    `url = "${url}/telegraf"\n  data_format = "json"\n  content_encoding = "gzip"\n  non_retryable_statuscodes = [400, 413, 415]\n  headers = { Authorization = "Bearer ${token}" }`,
  ],
  lines: ['http', `url = "${url}/api/v2/write"\n  data_format = "influx"\n  headers = { Authorization = "Token ${token}" }`],
  influx2: ['influxdb_v2', `urls = ["${url}"]\n  token = "${token}"\n  organization = "shop"\n  bucket = "shop"`],
  influx1: [
    'influxdb',
    `urls = ["${url}"]\n  database = "shop"\n  skip_database_creation = true\n  username = "telegraf"\n  password = "${token}"`,
  ],
});

/** Every output gets a copy of its own, by which it is known on arrival. What Telegraf counts of itself goes to a file. */
const configuration = (door: Door, counters: string): string => `[agent]
  interval = "1s"
  flush_interval = "2s"
  hostname = "shop-1"
[[inputs.cpu]]
[[inputs.mem]]
[[inputs.internal]]
  collect_memstats = false
[[outputs.file]]
  files = ["${counters}"]
  data_format = "json"
  namepass = ["internal_write"]
${Object.entries(outputs(door))
  .map(([alias, [plugin, settings]]) => `[[outputs.${plugin}]]\n  alias = "${alias}"\n  name_prefix = "${alias}_"\n  ${settings}\n`)
  .join('')}`;

interface InternalWrite {
  readonly tags: { readonly alias?: string };
  readonly fields: Readonly<Record<string, number>>;
}

/** What each output counts of itself, newest last. */
const countsIn = (text: string): readonly InternalWrite[] =>
  text
    .trim()
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as InternalWrite];
      } catch {
        // The last line may be half written.
        return [];
      }
    });

const send = (path: string, door: Door): Promise<Told> =>
  inFolder(async (folder) => {
    const file = join(folder, 'counters');
    writeFileSync(file, '');
    writeFileSync(join(folder, 'telegraf.conf'), configuration(door, file));
    const running = start(path, ['--config', join(folder, 'telegraf.conf')]);
    const newest = async () => new Map(countsIn(await readFile(file, 'utf8')).map((each) => [each.tags.alias ?? '', each.fields]));
    const aliases = Object.keys(outputs(door));
    const isDone = async (): Promise<boolean> => {
      const counts = await newest();
      return running.hasEnded() || aliases.every((alias) => (counts.get(alias)?.['metrics_written'] ?? 0) >= 100);
    };
    const done = await until(isDone, 30);
    const endedEarly = running.hasEnded();
    await running.stop();
    const counts = await newest();
    const sum = (field: string): number => aliases.reduce((total, alias) => total + (counts.get(alias)?.[field] ?? 0), 0);
    return {
      sent: sum('metrics_written'),
      counters: {
        written: sum('metrics_written'),
        dropped: sum('metrics_dropped'),
        rejected: sum('metrics_rejected'),
        errors: sum('errors'),
      },
      problems: [
        ...(done && !endedEarly ? [] : ['not every output wrote 100 metrics within 30 s']),
        ...running
          .output()
          .split('\n')
          .filter((line) => / E! /.test(line)),
      ],
    };
  });

const isGauge = (signal: Signal, alias: string): boolean =>
  signal.kind === 'metric' && signal.name.startsWith(`${alias}_mem`) && signal.resource.attributes['host.name'] === 'shop-1';

export const telegrafClient: Client = {
  name: 'Telegraf',
  sends: 'JSON gzip, lines, influx v1 and v2',
  install: async (tell) => {
    const { path, version } = await telegraf(tell);
    return { version, send: (door) => send(path, door) };
  },
  expected: ['json', 'lines', 'influx2', 'influx1'].map((alias) => [`memory (${alias})`, (signal) => isGauge(signal, alias)] as const),
};
