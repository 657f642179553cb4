/** vmagent: remote write with its own queue on disk. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { debianVersion, fromDebian } from '#test/conformance/programs/debian.ts';
import { metricsPage } from '#test/conformance/programs/metrics-page.ts';
import { freePort, inFolder, start, until } from '#test/conformance/programs/running.ts';
import { type Client, countersFrom, type Door, type Told } from './client.ts';

const names = {
  requests: 'vmagent_remotewrite_requests_total',
  rows: 'vmagent_remotewrite_global_rows_pushed_before_relabel_total',
  dropped: 'vmagent_remotewrite_packets_dropped_total',
  retried: 'vmagent_remotewrite_retries_count_total',
  errors: 'vmagent_remotewrite_errors_total',
};

const send = (path: string, { url, token }: Door): Promise<Told> =>
  inFolder(async (folder) => {
    const own = `127.0.0.1:${await freePort()}`;
    const scrape = { scrape_interval: '1s', job_name: 'vmagent', static_configs: [{ targets: [own] }] };
    writeFileSync(join(folder, 'scrape.yml'), stringify({ scrape_configs: [scrape] }));
    const running = start(path, [
      `-promscrape.config=${join(folder, 'scrape.yml')}`,
      `-httpListenAddr=${own}`,
      `-remoteWrite.url=${url}/api/v1/write`,
      `-remoteWrite.tmpDataPath=${join(folder, 'queue')}`,
      ...(token === undefined ? [] : [`-remoteWrite.bearerToken=${token}`]),
    ]);
    const counters = async () => countersFrom(await metricsPage(`http://${own}/metrics`), names);
    try {
      const sent = await until(async () => running.hasEnded() || ((await counters())['requests'] ?? 0) >= 4, 30);
      const ended = running.hasEnded() ? [`it ended: ${running.output().slice(-1_000)}`] : [];
      const counted = await counters();
      return {
        counters: counted,
        sent: counted['rows'] ?? 0,
        problems: [...ended, ...(sent ? [] : ['it did not send four requests within 30 s'])],
      };
    } finally {
      await running.stop();
    }
  });

export const vmagent: Client = {
  name: 'vmagent (Debian)',
  sends: 'remote write 1.0',
  install: async () => {
    const folder = await fromDebian('victoria-metrics');
    const path = join(folder, 'usr/bin/vmagent');
    return { version: debianVersion(folder, 'victoria-metrics'), send: (door) => send(path, door) };
  },
  expected: [
    [
      'a series of its own',
      (signal) => signal.kind === 'metric' && signal.name === 'vm_app_version' && signal.resource.attributes['service.name'] === 'vmagent',
    ],
  ],
};
