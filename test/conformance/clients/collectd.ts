/** collectd: what its plug-ins read, by its `write_http` in JSON, and a notification of its threshold plug-in. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Signal } from '#kernel/signal.ts';
import { fromDebian, librariesOf } from '#test/conformance/programs/debian.ts';
import { printed } from '#test/conformance/programs/on-path.ts';
import { inFolder, start, until } from '#test/conformance/programs/running.ts';
import type { Client, Door, Told } from './client.ts';

/**
 * `csv` writes what `write_http` sends: the difference would be what got lost. The machine has been up for longer than a second. A password
 * would be sent only to who asks for one, which API Gateway does not; a header is.
 */
const configuration = (program: string, folder: string, { url, token }: Door): string => `BaseDir "${folder}"
PIDFile "${folder}/pid"
PluginDir "${program}/usr/lib/collectd"
TypesDB "${program}/usr/share/collectd/types.db"
Hostname "shop-1"
FQDNLookup false
Interval 1
CollectInternalStats true
LoadPlugin logfile
<Plugin logfile>
  LogLevel "info"
  File "${folder}/log"
</Plugin>
LoadPlugin cpu
LoadPlugin load
LoadPlugin memory
LoadPlugin uptime
LoadPlugin csv
<Plugin csv>
  DataDir "${folder}/csv"
</Plugin>
LoadPlugin threshold
<Plugin threshold>
  <Plugin "uptime">
    <Type "uptime">
      FailureMax 1
    </Type>
  </Plugin>
</Plugin>
LoadPlugin write_http
<Plugin write_http>
  <Node "streamwarden">
    URL "${url}/collectd?rates=true"
    ${token === undefined ? '' : `Header "Authorization: Bearer ${token}"`}
    Format "JSON"
    StoreRates true
    Metrics true
    Notifications true
    LogHttpError true
    BufferSize 65536
  </Node>
</Plugin>
`;

/** Lines of a file of `csv`, without its head, and how many numbers one has. */
const numbersIn = (file: string): number => {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return (head.split(',').length - 1) * lines.length;
};

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );

/** The last number of a series that collectd keeps of itself. */
const lastOf = (files: readonly string[], series: string): number => {
  const file = files.find((name) => name.includes(`collectd-write_queue/${series}`));
  return file === undefined ? Number.NaN : Number(readFileSync(file, 'utf8').trim().split('\n').at(-1)?.split(',').at(-1));
};

const send = (program: string, door: Door): Promise<Told> =>
  inFolder(async (folder) => {
    const csv = join(folder, 'csv');
    mkdirSync(csv);
    writeFileSync(join(folder, 'collectd.conf'), configuration(program, folder, door));
    const collectd = start(join(program, 'usr/sbin/collectd'), ['-f', '-C', join(folder, 'collectd.conf')], { env: librariesOf(program) });
    await until(() => collectd.hasEnded() || filesBelow(csv).some((file) => file.includes('/cpu-') && numbersIn(file) >= 5), 30);
    const endedEarly = collectd.hasEnded();
    await collectd.stop();
    const files = filesBelow(csv);
    const values = files.reduce((sum, file) => sum + numbersIn(file), 0);
    const complaints = readFileSync(join(folder, 'log'), 'utf8')
      .split('\n')
      .filter((line) => /write_http plugin:|left after shutting down/.test(line));
    return {
      counters: { values, dropped: lastOf(files, 'derive-dropped') },
      sent: values,
      problems: [...(endedEarly ? [`it ended: ${collectd.output().slice(-1_000)}`] : []), ...complaints],
    };
  });

const isMetric = (signal: Signal, name: string): boolean =>
  signal.kind === 'metric' && signal.name === name && signal.resource.attributes['host.name'] === 'shop-1';

export const collectd: Client = {
  name: 'collectd (Debian)',
  sends: 'write_http: JSON, a notification',
  install: async () => {
    const folder = await fromDebian('collectd-core', 'libcurl3-gnutls', 'libyajl2');
    const help = (await printed(join(folder, 'usr/sbin/collectd'), ['-h'], librariesOf(folder))) ?? '';
    return { version: /^collectd .*$/m.exec(help)?.[0] ?? 'unknown', send: (door) => send(folder, door) };
  },
  expected: [
    ['a load', (signal) => isMetric(signal, 'collectd_load_shortterm')],
    ['a memory', (signal) => isMetric(signal, 'collectd_memory')],
    ['a processor', (signal) => isMetric(signal, 'collectd_cpu')],
    [
      'a notification',
      (signal) =>
        signal.kind === 'event' && signal.source === 'collectd' && signal.status === 'firing' && signal.severityText !== undefined,
    ],
  ],
};
