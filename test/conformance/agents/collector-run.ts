/** The Collector with our configuration in front of the local cloud: what it says of itself, and what arrived. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { CollectorConfig } from '#lib/agents/collector.ts';
import { collectorConfig } from '#lib/agents/collector.ts';
import type { AgentSettings } from '#lib/agents/settings.ts';
import { startLocalCloud } from '#lib/local/cloud.ts';
import { balanceLedger } from '#lib/replay/ledger.ts';
import { asReplayCloud } from '#lib/replay/open-cloud.ts';
import { readResponses } from '#lib/replay/response-items.ts';
import { runApp } from '#lib/replay/run-app.ts';
import { listenOnLoopback } from '#test/support/loopback.ts';
import { gaugeRequest, logsRequest, spansRequest } from '#test/support/otlp-json.ts';

const freePort = async (): Promise<number> => {
  const { url, close } = await listenOnLoopback(createServer());
  await close();
  return Number(new URL(url).port);
};

const without = <T>(record: Readonly<Record<string, T>>, left: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== left));

interface Places {
  readonly folder: string;
  readonly otlp: number;
  readonly metrics: number;
}

/** Without the processor that asks a cluster. */
const withoutKubernetes = (config: CollectorConfig): CollectorConfig => ({
  ...config,
  processors: without(config.processors, 'k8sattributes'),
  service: {
    ...config.service,
    pipelines: Object.fromEntries(
      Object.entries(config.service.pipelines).map(([signal, pipeline]) => [
        signal,
        { ...pipeline, processors: pipeline.processors.filter((name) => name !== 'k8sattributes') },
      ]),
    ),
  },
});

/** Our configuration without what only AWS and a cluster have: signatures, Kubernetes' metadata, the probe; on ports and in a folder of this machine. */
const locally = (config: CollectorConfig, { folder, otlp, metrics }: Places): object => ({
  ...withoutKubernetes(config),
  extensions: {
    'file_storage/queue': { ...config.extensions['file_storage/queue'], directory: folder, compaction: { directory: folder } },
  },
  receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
  exporters: { otlp_http: without({ ...config.exporters['otlp_http'] }, 'auth') },
  service: {
    ...withoutKubernetes(config).service,
    extensions: ['file_storage/queue'],
    telemetry: {
      logs: { level: 'warn', encoding: 'json' },
      metrics: { level: 'normal', readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: metrics } } } }] },
    },
  },
});

/** Counters of the Collector's own page, summed over their labels, by name without `otelcol_` and `_total`. */
const countersOf = (page: string): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const [, name = '', value = ''] of page.matchAll(/^otelcol_(\w+?)(?:_total)?(?:\{[^}\n]*\})? ([0-9.e+]+)$/gm))
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  return sums;
};

interface RunResult {
  readonly sent: number;
  readonly archived: number;
  readonly balanced: boolean;
  readonly exported: number;
  /** Counters of what was refused, failed or dropped, that are not zero. */
  readonly troubles: readonly string[];
  readonly log: string;
}

const kinds = ['log_records', 'metric_points', 'spans'];
const troubling = kinds.flatMap((kind) => [
  `exporter_send_failed_${kind}`,
  `exporter_enqueue_failed_${kind}`,
  `receiver_refused_${kind}`,
  `receiver_failed_${kind}`,
]);

const until = async (what: () => Promise<boolean>, seconds: number): Promise<void> => {
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end && !(await what())) await new Promise((resolve) => setTimeout(resolve, 250));
};

/** Sends 20 seconds of all three signals through it. */
export const runCollector = async (binary: string, settings: AgentSettings, seconds = 20): Promise<RunResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-agents-'));
  const assembly = join(folder, 'cdk.out');
  await runApp('dev', assembly);
  const cloud = await startLocalCloud({ assembly, mode: 'live', port: 0 });
  const places = { folder, otlp: await freePort(), metrics: await freePort() };
  writeFileSync(join(folder, 'collector.yaml'), stringify(locally(collectorConfig(settings), places), { aliasDuplicateObjects: false }));
  const child = spawn(binary, ['--config', join(folder, 'collector.yaml')], {
    env: { ...process.env, WARDEN_ENDPOINT: cloud.url, AWS_REGION: settings.region },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const page = async (): Promise<ReadonlyMap<string, number>> =>
    countersOf(
      await fetch(`http://127.0.0.1:${places.metrics}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      ),
    );
  try {
    await until(async () => child.exitCode !== null || (await page()).has('exporter_queue_capacity'), 60);
    if (child.exitCode !== null) throw new Error(`the Collector ended at once: ${Buffer.concat(output).toString().trim()}`);
    let sent = 0;
    const post = async (path: string, body: string, items: number): Promise<void> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`http://127.0.0.1:${places.otlp}${path}`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`the Collector answered ${answer.status}: ${await answer.text()}`);
      sent += items;
    };
    const emitter = { service: 'conformance' };
    const texts = Array.from({ length: 50 }, (_, index) => `request ${index} failed`);
    const end = performance.now() + seconds * 1_000;
    while (performance.now() < end) {
      const now = Date.now();
      await post('/v1/logs', logsRequest(emitter, now, texts), texts.length);
      await post(
        '/v1/metrics',
        gaugeRequest(emitter, 'queue.depth', [
          [now, 1],
          [now + 1, 2],
        ]),
        2,
      );
      await post('/v1/traces', spansRequest(emitter, now, ['GET /a', 'GET /b']), 2);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const exportedNow = async (): Promise<number> => {
      const counters = await page();
      return kinds.reduce((sum, kind) => sum + (counters.get(`exporter_sent_${kind}`) ?? 0), 0);
    };
    await until(async () => (await exportedNow()) >= sent, 20);
    const replay = asReplayCloud(cloud, 'dev');
    const ledgerNow = async () => {
      const remains = await replay.remains();
      return balanceLedger(remains, readResponses(remains.items).alerts);
    };
    await until(async () => (await ledgerNow()).signals.archived >= sent, 40);
    const counters = await page();
    const { signals } = await ledgerNow();
    return {
      sent,
      exported: await exportedNow(),
      archived: signals.archived,
      balanced: signals.missing === 0 && signals.quarantined === 0,
      troubles: troubling.filter((name) => (counters.get(name) ?? 0) > 0).map((name) => `${name} ${counters.get(name)}`),
      log: Buffer.concat(output).toString().trim(),
    };
  } finally {
    child.kill('SIGTERM');
    await ended;
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
