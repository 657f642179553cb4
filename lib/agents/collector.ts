/** The OpenTelemetry Collector's configuration: a gateway of two or more that batches what SDKs and Telegraf send, keeps it on disk, and signs. */
import { podMetadata, ports, tokenFile } from './names.ts';
import type { AgentSettings } from './settings.ts';

export interface CollectorConfig {
  readonly extensions: Readonly<Record<string, object>>;
  readonly receivers: Readonly<Record<string, object>>;
  readonly processors: Readonly<Record<string, object>>;
  readonly exporters: Readonly<Record<string, object>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
    readonly telemetry: object;
  };
}

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** A variable of the Collector's environment. */
const variable = (name: string): string => `\${env:${name}}`;

/** `$` begins a substitution in the Collector's configuration; a value of ours has none. */
const plain = (text: string): string => text.replaceAll('$', '$$$$');

const extensions = ({ auth }: AgentSettings): CollectorConfig['extensions'] => ({
  health_check: { endpoint: `0.0.0.0:${ports.collectorHealth}` },
  'file_storage/queue': {
    directory: '/var/lib/otelcol/queue',
    create_directory: true,
    compaction: { on_rebound: true, directory: '/var/lib/otelcol/queue' },
  },
  ...(auth.kind === 'sigv4'
    ? { sigv4auth: { region: variable('AWS_REGION'), service: 'execute-api' } }
    : { bearertokenauth: { scheme: 'Bearer', filename: tokenFile } }),
});

/** Connections of gRPC stay with one replica for as long as they live: closing them every minute lets the Service balance anew. */
const receiver = {
  protocols: {
    grpc: {
      endpoint: `0.0.0.0:${ports.otlpGrpc}`,
      max_recv_msg_size_mib: 4,
      keepalive: { server_parameters: { max_connection_age: '60s', max_connection_age_grace: '10s' } },
    },
    http: { endpoint: `0.0.0.0:${ports.otlpHttp}`, max_request_body_size: 4_194_304 },
  },
};

const processors = ({ sizes, cluster, environment }: AgentSettings): CollectorConfig['processors'] => ({
  memory_limiter: { check_interval: '1s', limit_percentage: 75, spike_limit_percentage: 20 },
  k8sattributes: {
    extract: {
      metadata: [...podMetadata],
      otel_annotations: true,
    },
    pod_association: [
      { sources: [{ from: 'resource_attribute', name: 'k8s.pod.uid' }] },
      { sources: [{ from: 'resource_attribute', name: 'k8s.pod.ip' }] },
      { sources: [{ from: 'connection' }] },
    ],
  },
  resource: {
    attributes: [
      { key: 'k8s.cluster.name', value: plain(cluster), action: 'upsert' },
      { key: 'deployment.environment.name', value: plain(environment), action: 'insert' },
    ],
  },
  batch: { timeout: `${sizes.batch.seconds}s`, send_batch_size: sizes.batch.items, send_batch_max_size: sizes.batch.most },
});

const exporter = ({ auth, sizes }: AgentSettings) => ({
  endpoint: variable('WARDEN_ENDPOINT'),
  encoding: 'proto',
  compression: 'gzip',
  timeout: '30s',
  auth: { authenticator: auth.kind === 'sigv4' ? 'sigv4auth' : 'bearertokenauth' },
  sending_queue: { enabled: true, num_consumers: 4, queue_size: sizes.queueRequests, storage: 'file_storage/queue' },
  // 0s: for as long as the queue has room. Only 429, 502, 503 and 504 are tried again [T].
  retry_on_failure: { enabled: true, initial_interval: '1s', max_interval: '30s', max_elapsed_time: '0s' },
});

/** The object whose YAML is `collector.yaml`. */
export const collectorConfig = (settings: AgentSettings): CollectorConfig => {
  const made = extensions(settings);
  const signals = ['logs', 'metrics', 'traces'];
  const pipeline: Pipeline = {
    receivers: ['otlp'],
    processors: ['memory_limiter', 'k8sattributes', 'resource', 'batch'],
    exporters: ['otlp_http'],
  };
  return {
    extensions: made,
    receivers: { otlp: receiver },
    processors: processors(settings),
    exporters: { otlp_http: exporter(settings) },
    service: {
      extensions: Object.keys(made),
      pipelines: Object.fromEntries(signals.map((signal) => [signal, pipeline])),
      telemetry: {
        logs: { level: settings.sizes.logLevel, encoding: 'json' },
        metrics: {
          level: 'normal',
          readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: ports.collectorMetrics } } } }],
        },
      },
    },
  };
};
