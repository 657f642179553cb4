/** A thousand lines as Telegraf's cpu, disk, net and mem inputs write them, and the same points as OTLP/JSON; the same every time. */

interface Reading {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number>>;
  readonly integers: boolean;
}

/** A number that looks measured: digits of a sine, without a random source. */
const measured = (seed: number, scale: number): number => Math.abs(Math.sin(seed)) * scale;

const named = (names: readonly string[], seed: number, scale: number, whole: boolean): Record<string, number> =>
  Object.fromEntries(names.map((name, at) => [name, whole ? Math.floor(measured(seed + at, scale)) : measured(seed + at, scale)]));

const cpuFields = ['guest', 'guest_nice', 'idle', 'iowait', 'irq', 'nice', 'softirq', 'steal', 'system', 'user'].map(
  (name) => `usage_${name}`,
);
const netFields = ['bytes_recv', 'bytes_sent', 'drop_in', 'drop_out', 'err_in', 'err_out', 'packets_recv', 'packets_sent'];
const diskFields = ['free', 'total', 'used', 'inodes_free', 'used_percent'];
const memFields = ['active', 'available', 'available_percent', 'used', 'used_percent'];

const readingOf = (row: number): Reading => {
  switch (row % 4) {
    case 0:
      return { measurement: 'cpu', tags: { cpu: `cpu${row % 25}` }, fields: named(cpuFields, row, 100, false), integers: false };
    case 1:
      return { measurement: 'net', tags: { interface: `eth${row % 9}` }, fields: named(netFields, row, 1e10, true), integers: true };
    case 2:
      return {
        measurement: 'disk',
        tags: { device: `nvme${row % 7}n1`, fstype: 'ext4', mode: 'rw', path: `/data/${row % 7}` },
        fields: named(diskFields, row, 1e11, false),
        integers: false,
      };
    default:
      return { measurement: 'mem', tags: {}, fields: named(memFields, row, 1e10, false), integers: false };
  }
};

const hosts = Array.from({ length: 10 }, (_, at) => `ip-10-0-12-${at}`);
const shared = { env: 'prod', region: 'eu-central-1' };
const start = 1_764_000_000_000_000_000n;
const timeOf = (row: number): string => String(start + BigInt(Math.floor(row / 25)) * 10_000_000_000n);

const lineOf = (host: string, row: number): string => {
  const { measurement, tags, fields, integers } = readingOf(row);
  const head = [measurement, ...Object.entries({ host, ...shared, ...tags }).map(([key, value]) => `${key}=${value}`)].join(',');
  const values = Object.entries(fields).map(([key, value]) => `${key}=${value}${integers ? 'i' : ''}`);
  return `${head} ${values.join(',')} ${timeOf(row)}`;
};

const attributes = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const metricsOf = (row: number) => {
  const { measurement, tags, fields, integers } = readingOf(row);
  return Object.entries(fields).map(([field, value]) => ({
    name: `${measurement}_${field}`,
    gauge: {
      dataPoints: [
        { timeUnixNano: timeOf(row), ...(integers ? { asInt: String(value) } : { asDouble: value }), attributes: attributes(tags) },
      ],
    },
  }));
};

const rows = Array.from({ length: 100 }, (_, row) => row);

export const lines = Buffer.from(hosts.flatMap((host) => rows.map((row) => `${lineOf(host, row)}\n`)).join(''));

/** As text: JSON.parse takes nothing else. */
export const samePoints = JSON.stringify({
  resourceMetrics: hosts.map((host) => ({
    resource: { attributes: attributes({ 'host.name': host, 'deployment.environment.name': shared.env, 'cloud.region': shared.region }) },
    scopeMetrics: [{ metrics: rows.flatMap(metricsOf) }],
  })),
});
