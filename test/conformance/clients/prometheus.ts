/** Prometheus with remote write and a rule that fires, to our Alertmanager API and to a real Alertmanager, which tells our webhook. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Signal } from '#kernel/signal.ts';
import { fromDebian, inside } from '#test/conformance/programs/debian.ts';
import { buildPrometheusProgram, builtOnce, type Tell } from '#test/conformance/programs/go.ts';
import { metricsPage } from '#test/conformance/programs/metrics-page.ts';
import { NotInstalled } from '#test/conformance/programs/not-installed.ts';
import { printed, versionOf } from '#test/conformance/programs/on-path.ts';
import { freePort, inFolder, start, until } from '#test/conformance/programs/running.ts';
import { type Client, countersFrom, type Door, type Ready, type Told } from './client.ts';
import { alertmanagerConfig, features, prometheusConfig, rules, startCheckout } from './prometheus-world.ts';

interface Programs {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** The folder that Alertmanager has to see as `/`, which its path begins with; none where undefined. */
  readonly root?: string;
  readonly version: 2 | 3;
}

const remote = 'prometheus_remote_storage';
const kinds = ['samples', 'histograms', 'exemplars', 'metadata'];
const summed = (ending: string): readonly string[] => kinds.map((kind) => `${remote}_${kind}_${ending}_total`);

/** Metadata has a counter in 1.0 alone, where it travels by itself. */
const ofPrometheus = (version: Programs['version']) => ({
  ...Object.fromEntries(kinds.filter((kind) => version === 2 || kind !== 'metadata').map((kind) => [kind, `${remote}_${kind}_total`])),
  'failed writes': summed('failed'),
  dropped: [...summed('dropped'), 'prometheus_notifications_dropped_total'],
  retried: summed('retried'),
  alerts: 'prometheus_notifications_sent_total',
  errors: 'prometheus_notifications_errors_total',
});
const ofAlertmanager = {
  notifications: 'alertmanager_notifications_total',
  'failed notifications': ['alertmanager_notifications_failed_total', 'alertmanager_notification_requests_failed_total'],
};

/** Starts Alertmanager in a folder, which lies in its root where it has one. */
const startAlertmanager = ({ alertmanager, root = '' }: Programs, folder: string, url: string) => {
  const place = folder.slice(root.length);
  const [command = '', ...args] = [...(root === '' ? [] : inside(root)), alertmanager.slice(root.length)];
  return start(command, [
    ...args,
    `--config.file=${place}/alertmanager.yml`,
    `--storage.path=${place}/alertmanager`,
    `--web.listen-address=${new URL(url).host}`,
    '--cluster.listen-address=',
  ]);
};

const sendFrom = async (folder: string, programs: Programs, door: Door): Promise<Told> => {
  const [prometheus, alertmanager] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const checkout = await startCheckout();
  const urls = { prometheus, alertmanager, checkout: checkout.url };
  const files = {
    'rules.yml': rules,
    'alertmanager.yml': alertmanagerConfig(door),
    'prometheus.yml': prometheusConfig(door, urls, programs.version),
  };
  for (const [name, value] of Object.entries(files)) writeFileSync(join(folder, name), stringify(value));
  const runningAlertmanager = startAlertmanager(programs, folder, alertmanager);
  await until(async () => (await metricsPage(`${alertmanager}/metrics`)).size > 0 || runningAlertmanager.hasEnded(), 30);
  const runningPrometheus = start(programs.prometheus, [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${new URL(prometheus).host}`,
    `--enable-feature=${features[programs.version]}`,
  ]);
  const hasEnded = (): boolean => runningPrometheus.hasEnded() || runningAlertmanager.hasEnded();
  const counters = async () => ({
    ...countersFrom(await metricsPage(`${prometheus}/metrics`), ofPrometheus(programs.version)),
    ...countersFrom(await metricsPage(`${alertmanager}/metrics`), ofAlertmanager),
  });
  /** Each alert goes to both Alertmanagers, and from the real one to the webhook. */
  const toldOf = (times: number) => async (): Promise<boolean> => {
    const { alerts = 0, notifications = 0, samples = 0 } = await counters();
    return (alerts >= 2 * times && notifications >= times && samples > 0) || hasEnded();
  };
  const problems: string[] = [];
  try {
    if (!(await until(toldOf(1), 30))) problems.push('it did not tell of the alert within 30 s');
    checkout.recover();
    if (!(await until(toldOf(2), 30))) problems.push('it did not tell of the end of the alert within 30 s');
    if (programs.version === 2) await until(async () => hasEnded() || ((await counters())['metadata'] ?? 0) > 0, 10);
    const counted = await counters();
    for (const each of [runningPrometheus, runningAlertmanager])
      if (each.hasEnded()) problems.push(`it ended: ${each.output().slice(-1_000)}`);
    return { counters: counted, sent: (counted['samples'] ?? 0) + (counted['histograms'] ?? 0), problems };
  } finally {
    await Promise.all([runningPrometheus.stop(), runningAlertmanager.stop()]);
    await checkout.close();
  }
};

const send = (programs: Programs, door: Door): Promise<Told> =>
  inFolder((folder) => sendFrom(folder, programs, door), programs.root === undefined ? undefined : join(programs.root, 'tmp'));

const isMetric = (signal: Signal, name: string, is: (metric: Extract<Signal, { kind: 'metric' }>) => boolean): boolean =>
  signal.kind === 'metric' && signal.name === name && is(signal);

/** Told by the webhook, or by Prometheus to the API. */
const isAlert = (signal: Signal, way: 'webhook' | 'api', status: 'firing' | 'resolved'): boolean =>
  signal.kind === 'event' &&
  signal.name === 'QueueFull' &&
  signal.status === status &&
  ('alertmanager.receiver' in signal.attributes ? 'webhook' : 'api') === way;

const alerts: Client['expected'] = (['webhook', 'api'] as const).flatMap((way) =>
  (['firing', 'resolved'] as const).map((status) => [`an alert, ${status} (${way})`, (signal) => isAlert(signal, way, status)] as const),
);

const series: Client['expected'] = [
  ['a counter', (signal) => isMetric(signal, 'checkout_requests_total', ({ data }) => data.type === 'sum')],
  [
    'an exemplar with its trace',
    (signal) =>
      isMetric(signal, 'checkout_requests_total', ({ exemplars = [] }) =>
        exemplars.some(({ traceId }) => traceId?.startsWith('0af7') === true),
      ),
  ],
  ['a series of its own', (signal) => isMetric(signal, 'prometheus_build_info', () => true)],
];

export const prometheusOfDebian: Client = {
  name: 'Prometheus, Alertmanager (Debian)',
  sends: 'remote write 1.0, alerts, webhook',
  install: async (): Promise<Ready> => {
    const root = await fromDebian('prometheus', 'prometheus-alertmanager', 'libc6');
    const [prometheus, alertmanager] = [join(root, 'usr/bin/prometheus'), join(root, 'usr/bin/prometheus-alertmanager')];
    // Its templates lie where Debian puts them.
    const [command = '', ...args] = [...inside(root), '/usr/bin/prometheus-alertmanager', '--version'];
    if ((await printed(command, args)) === undefined)
      throw new NotInstalled("Debian's Alertmanager needs a root of its own, which unshare could not give");
    mkdirSync(join(root, 'tmp'), { recursive: true });
    return { version: `${await versionOf(prometheus)}`, send: (door) => send({ prometheus, alertmanager, root, version: 2 }, door) };
  },
  expected: [...series, ...alerts],
};

const versions = { prometheus: '0.316.0', alertmanager: '0.33.1' } as const;

/** On the PATH, else as it was built; the number of Prometheus' module has its 3 in front. */
const ofToday = async (name: keyof typeof versions, tell: Tell | undefined): Promise<string> => {
  if ((await versionOf(name)) !== undefined) return name;
  const version = versions[name];
  const folder = await builtOnce(`${name}-${version}`, `${name} ${version}`, tell, (cwd) => buildPrometheusProgram(name, version, cwd));
  return join(folder, name);
};

export const prometheusOfToday: Client = {
  name: 'Prometheus 3, Alertmanager 0.33',
  sends: 'remote write 2.0, alerts, webhook',
  install: async (tell): Promise<Ready> => {
    const prometheus = await ofToday('prometheus', tell);
    const alertmanager = await ofToday('alertmanager', tell);
    return { version: `${await versionOf(prometheus)}`, send: (door) => send({ prometheus, alertmanager, version: 3 }, door) };
  },
  expected: [
    ...series,
    [
      'a native histogram',
      (signal) => signal.kind === 'metric' && signal.data.type === 'exponential_histogram' && signal.name.startsWith('prometheus_'),
    ],
    ['a description', (signal) => isMetric(signal, 'checkout_requests_total', ({ description }) => description === 'Requests served.')],
    ...alerts,
  ],
};
