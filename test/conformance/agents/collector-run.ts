/** The Collector with our configuration in front of the local cloud: what it says of itself, and what arrived. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { CollectorConfig } from '#lib/agents/collector.ts';
import { collectorConfig } from '#lib/agents/collector.ts';
import type { AgentSettings } from '#lib/agents/settings.ts';
import { region } from '#lib/local/cloud-parts.ts';
import { runApp } from '#lib/replay/run-app.ts';
import { openPipeline, refusals } from '#test/conformance/clients/arrivals.ts';
import { metricsPage } from '#test/conformance/programs/metrics-page.ts';
import { freePort, inFolder, start, until } from '#test/conformance/programs/running.ts';
import { gaugeRequest, logsRequest, spansRequest } from '#test/support/otlp-json.ts';

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

/** The extension that signs or bears the token, which lies in a file of the folder. */
const authOf = ({ extensions }: CollectorConfig, folder: string): CollectorConfig['extensions'] =>
  'sigv4auth' in extensions
    ? { sigv4auth: { ...extensions['sigv4auth'] } }
    : { bearertokenauth: { ...extensions['bearertokenauth'], filename: join(folder, 'token') } };

/** Our configuration without what only a cluster has: Kubernetes' metadata, the probe; on ports and in a folder of this machine. */
const locally = (config: CollectorConfig, { folder, otlp, metrics }: Places): object => {
  const auth = authOf(config, folder);
  return {
    ...withoutKubernetes(config),
    extensions: {
      'file_storage/queue': { ...config.extensions['file_storage/queue'], directory: folder, compaction: { directory: folder } },
      ...auth,
    },
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
    service: {
      ...withoutKubernetes(config).service,
      extensions: ['file_storage/queue', ...Object.keys(auth)],
      telemetry: {
        logs: { level: 'warn', encoding: 'json' },
        metrics: { level: 'normal', readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: metrics } } } }] },
      },
    },
  };
};

interface RunResult {
  readonly sent: number;
  readonly exported: number;
  readonly arrived: number;
  /** What was refused, failed or dropped, and what is amiss with the ledger. */
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

/** Sends 20 seconds of all three signals through it to an environment whose API asks for what the Collector brings. */
export const runCollector = (binary: string, settings: AgentSettings, seconds = 20): Promise<RunResult> =>
  inFolder(async (folder) => {
    const { environment } = settings;
    const assembly = join(folder, 'cdk.out');
    await runApp(environment, assembly);
    const signingKey = { accessKeyId: 'LOCAL0COLLECTOR', secretAccessKey: randomBytes(30).toString('base64url') };
    const pipeline = await openPipeline({ assembly, environment, judges: { signingKey } });
    const places = { folder, otlp: await freePort(), metrics: await freePort() };
    writeFileSync(join(folder, 'collector.yaml'), stringify(locally(collectorConfig(settings), places), { aliasDuplicateObjects: false }));
    writeFileSync(join(folder, 'token'), pipeline.door.token ?? '');
    const collector = start(binary, ['--config', join(folder, 'collector.yaml')], {
      env: {
        WARDEN_ENDPOINT: pipeline.door.url,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: signingKey.accessKeyId,
        AWS_SECRET_ACCESS_KEY: signingKey.secretAccessKey,
      },
    });
    const page = () => metricsPage(`http://127.0.0.1:${places.metrics}/metrics`);
    /** A counter of its page, whose names end in `_total` or not. */
    const counted = (counters: ReadonlyMap<string, number>, name: string): number =>
      counters.get(`otelcol_${name}_total`) ?? counters.get(`otelcol_${name}`) ?? 0;
    const exportedNow = async (): Promise<number> => {
      const counters = await page();
      return kinds.reduce((sum, kind) => sum + counted(counters, `exporter_sent_${kind}`), 0);
    };
    try {
      await until(async () => collector.hasEnded() || (await page()).has('otelcol_exporter_queue_capacity'), 60);
      if (collector.hasEnded()) throw new Error(`the Collector ended at once: ${collector.output()}`);
      const sent = await sendThrough(`http://127.0.0.1:${places.otlp}`, seconds);
      await until(async () => (await exportedNow()) >= sent, 20);
      const amissWithLedger = await pipeline.settled();
      const counters = await page();
      return {
        sent,
        exported: await exportedNow(),
        arrived: (await pipeline.signals()).length,
        troubles: [
          ...troubling.filter((name) => counted(counters, name) > 0).map((name) => `${name} ${counted(counters, name)}`),
          ...refusals(pipeline.answered()),
          ...amissWithLedger,
        ],
        log: collector.output(),
      };
    } finally {
      await collector.stop();
      await pipeline.close();
    }
  });

/** How many signals it took. */
const sendThrough = async (collector: string, seconds: number): Promise<number> => {
  let sent = 0;
  const post = async (path: string, body: string, items: number): Promise<void> => {
    const answer = await fetch(`${collector}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
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
    await sleep(500);
  }
  return sent;
};
