/**
 * Alloy's configuration: on every node its metrics, its pods' logs and annotated `/metrics`, and a receiver for OTLP; in one pod more,
 * the cluster's events. Components and arguments are those of Alloy's reference [D]; no Alloy has read this text (README, "How it was checked").
 */
import { alloyText, type Block, code, type Expression, type Value } from './alloy-syntax.ts';
import { podMetadata, tokenFile } from './names.ts';
import type { AgentSettings } from './settings.ts';

const tokenOfThisPod = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const authorityOfThisCluster = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';

const seconds = (count: number): string => `${count}s`;
const input = (component: string): Expression => code(`otelcol.${component}.default.input`);

/** Where a component hands on every signal. */
const output = (next: Expression, signals: readonly string[] = ['metrics', 'logs', 'traces']): Block => ({
  name: 'output',
  attributes: Object.fromEntries(signals.map((signal) => [signal, [next]])),
});

/** What sends: rejects before memory runs out, batches, keeps on disk what was not taken, signs. */
const sending = ({ auth, sizes, environment, cluster }: AgentSettings): readonly Block[] => [
  {
    comment: 'Everything ends here. Beyond the limit senders are told to wait: SDKs and scrapes try again.',
    name: 'otelcol.processor.memory_limiter',
    label: 'default',
    attributes: { check_interval: '1s', limit_percentage: 75, spike_limit_percentage: 20 },
    blocks: [output(input('processor.transform'))],
  },
  {
    comment: 'Labels of scrapes and logs become resource attributes under their semantic names; cluster and environment are added.',
    name: 'otelcol.processor.transform',
    label: 'default',
    attributes: { error_mode: 'ignore' },
    blocks: [
      ...['metric_statements', 'log_statements', 'trace_statements'].map((name) => ({
        name,
        attributes: { context: 'resource', statements: resourceStatements(environment, cluster) },
      })),
      { name: 'log_statements', attributes: { context: 'log', statements: ['delete_key(attributes, "loki.attribute.labels")'] } },
      output(input('processor.k8sattributes')),
    ],
  },
  k8sattributes,
  {
    name: 'otelcol.processor.batch',
    label: 'default',
    attributes: { timeout: seconds(sizes.batch.seconds), send_batch_size: sizes.batch.items, send_batch_max_size: sizes.batch.most },
    blocks: [output(input('exporter.otlphttp'))],
  },
  {
    comment: 'The queue outlives a restart of the container, not the pod: it is on an emptyDir.',
    name: 'otelcol.storage.file',
    label: 'default',
    attributes: { directory: '/var/lib/alloy/queue', create_directory: true },
  },
  ...authentication(auth),
  {
    comment: 'Protobuf and gzip are the defaults; said here because the API depends on them.',
    name: 'otelcol.exporter.otlphttp',
    label: 'default',
    attributes: { encoding: 'proto' },
    blocks: [
      {
        name: 'client',
        attributes: {
          endpoint: code('sys.env("WARDEN_ENDPOINT")'),
          compression: 'gzip',
          timeout: '30s',
          auth: code(auth.kind === 'sigv4' ? 'otelcol.auth.sigv4.default.handler' : 'otelcol.auth.bearer.default.handler'),
        },
      },
      {
        name: 'sending_queue',
        attributes: { num_consumers: 4, queue_size: sizes.queueRequests, storage: code('otelcol.storage.file.default.handler') },
      },
      {
        comment: '0s: for as long as the queue has room. Only 429, 502, 503 and 504 are tried again [T].',
        name: 'retry_on_failure',
        attributes: { initial_interval: '1s', max_interval: '30s', max_elapsed_time: '0s' },
      },
    ],
  },
];

/** What the labels of scrapes and logs are called until they are resource attributes: Prometheus' names have no dots. */
const renamed: Readonly<Record<string, string>> = {
  k8s_namespace_name: 'k8s.namespace.name',
  k8s_pod_name: 'k8s.pod.name',
  k8s_container_name: 'k8s.container.name',
  k8s_node_name: 'k8s.node.name',
};

/** A string in OTTL, which has JSON's escapes. */
const ottl = (text: string): string => JSON.stringify(text);

const resourceStatements = (environment: string, cluster: string): readonly string[] => [
  ...Object.entries(renamed).flatMap(([from, to]) => [
    `set(attributes["${to}"], attributes["${from}"]) where attributes["${from}"] != nil`,
    `delete_key(attributes, "${from}")`,
  ]),
  `set(attributes["k8s.cluster.name"], ${ottl(cluster)})`,
  `set(attributes["deployment.environment.name"], ${ottl(environment)}) where attributes["deployment.environment.name"] == nil`,
];

const source = (name: string): Block => ({ name: 'source', attributes: { from: 'resource_attribute', name } });

const k8sattributes: Block = {
  name: 'otelcol.processor.k8sattributes',
  label: 'default',
  blocks: [
    { comment: "Only this node's pods are kept in memory.", name: 'filter', attributes: { node: code('sys.env("NODE_NAME")') } },
    {
      name: 'extract',
      attributes: {
        metadata: [...podMetadata],
        otel_annotations: true,
      },
    },
    { name: 'pod_association', blocks: [source('k8s.namespace.name'), source('k8s.pod.name')] },
    { name: 'pod_association', blocks: [source('k8s.pod.uid')] },
    { name: 'pod_association', blocks: [source('k8s.pod.ip')] },
    { name: 'pod_association', blocks: [{ name: 'source', attributes: { from: 'connection' } }] },
    output(input('processor.batch')),
  ],
};

const authentication = (auth: AgentSettings['auth']): readonly Block[] =>
  auth.kind === 'sigv4'
    ? [
        {
          comment: 'Credentials come from EKS Pod Identity; API Gateway is signed for as execute-api.',
          name: 'otelcol.auth.sigv4',
          label: 'default',
          attributes: { region: code('sys.env("AWS_REGION")'), service: 'execute-api' },
        },
      ]
    : [
        {
          comment: 'The file is read again when the secret changes.',
          name: 'local.file',
          label: 'token',
          attributes: { filename: tokenFile, is_secret: true },
        },
        { name: 'otelcol.auth.bearer', label: 'default', attributes: { token: code('local.file.token.content') } },
      ];

const rule = (attributes: Readonly<Record<string, Value>>): Block => ({ name: 'rule', attributes });
const copied = (from: string, to: string): Block => rule({ source_labels: [from], target_label: to });

const podLabels: readonly Block[] = [
  copied('__meta_kubernetes_namespace', 'k8s_namespace_name'),
  copied('__meta_kubernetes_pod_name', 'k8s_pod_name'),
  copied('__meta_kubernetes_pod_container_name', 'k8s_container_name'),
  copied('__meta_kubernetes_pod_node_name', 'k8s_node_name'),
];

const scrape = (label: string, intervalSeconds: number, attributes: Readonly<Record<string, Value>>): Block => ({
  name: 'prometheus.scrape',
  label,
  attributes: {
    ...attributes,
    scrape_interval: seconds(intervalSeconds),
    forward_to: [code('otelcol.receiver.prometheus.default.receiver')],
  },
});

/** A scrape of this node's kubelet; its certificate is the cluster's, and `get nodes/metrics` lets the pod in. */
const kubelet = (label: string, path: string, intervalSeconds: number): Block => ({
  ...scrape(label, intervalSeconds, {
    targets: [{ __address__: code('sys.env("HOST_IP") + ":10250"'), k8s_node_name: code('sys.env("NODE_NAME")') }],
    job_name: label,
    scheme: 'https',
    metrics_path: path,
    bearer_token_file: tokenOfThisPod,
    honor_labels: false,
  }),
  blocks: [{ name: 'tls_config', attributes: { ca_file: authorityOfThisCluster } }],
});

/** Collectors that read `/proc` and `/sys` of the node and nothing else: file systems and network of the node come from cAdvisor. */
const nodeCollectors = ['cpu', 'diskstats', 'filefd', 'hwmon', 'loadavg', 'mdadm', 'meminfo', 'pressure', 'stat', 'vmstat'];

const metrics = ({ sizes: { intervalSeconds } }: AgentSettings): readonly Block[] => [
  {
    name: 'prometheus.exporter.unix',
    label: 'node',
    attributes: { procfs_path: '/host/proc', sysfs_path: '/host/sys', set_collectors: nodeCollectors },
  },
  {
    name: 'discovery.relabel',
    label: 'node',
    attributes: { targets: code('prometheus.exporter.unix.node.targets') },
    blocks: [
      rule({ target_label: 'k8s_node_name', replacement: code('sys.env("NODE_NAME")') }),
      rule({ target_label: 'instance', replacement: code('sys.env("NODE_NAME")') }),
      rule({ target_label: 'job', replacement: 'node' }),
    ],
  },
  scrape('node', intervalSeconds, { targets: code('discovery.relabel.node.output') }),
  kubelet('kubelet', '/metrics', intervalSeconds),
  kubelet('cadvisor', '/metrics/cadvisor', intervalSeconds),
  {
    comment: 'Pods that ask for it by the annotations prometheus.io/scrape, /port, /path and /scheme.',
    name: 'discovery.relabel',
    label: 'annotated',
    attributes: { targets: code('discovery.kubernetes.pods.targets') },
    blocks: [
      rule({ source_labels: ['__meta_kubernetes_pod_annotation_prometheus_io_scrape'], regex: 'true', action: 'keep' }),
      rule({ source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' }),
      rule({ source_labels: ['__meta_kubernetes_pod_container_init'], regex: 'true', action: 'drop' }),
      rule({ source_labels: ['__meta_kubernetes_pod_annotation_prometheus_io_scheme'], regex: '(https?)', target_label: '__scheme__' }),
      rule({ source_labels: ['__meta_kubernetes_pod_annotation_prometheus_io_path'], regex: '(.+)', target_label: '__metrics_path__' }),
      rule({
        source_labels: ['__meta_kubernetes_pod_ip', '__meta_kubernetes_pod_annotation_prometheus_io_port'],
        separator: ':',
        regex: '([^:]+):([0-9]+)',
        target_label: '__address__',
        replacement: '$1:$2',
      }),
      rule({
        source_labels: ['__meta_kubernetes_namespace', '__meta_kubernetes_pod_container_name'],
        separator: '/',
        target_label: 'job',
      }),
      rule({ source_labels: ['__meta_kubernetes_pod_label_app_kubernetes_io_name'], regex: '(.+)', target_label: 'job' }),
      ...podLabels,
    ],
  },
  scrape('annotated', intervalSeconds, {
    targets: code('discovery.relabel.annotated.output'),
    sample_limit: 50_000,
    body_size_limit: '16MiB',
  }),
  { name: 'otelcol.receiver.prometheus', label: 'default', blocks: [output(input('processor.groupbyattrs'), ['metrics'])] },
];

const logs: readonly Block[] = [
  {
    name: 'discovery.relabel',
    label: 'logs',
    attributes: { targets: code('discovery.kubernetes.pods.targets') },
    blocks: [rule({ source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' }), ...podLabels],
  },
  {
    comment: 'Through the API server: no file of the node is read, so that the pod needs neither root nor the log folder.',
    name: 'loki.source.kubernetes',
    label: 'pods',
    attributes: { targets: code('discovery.relabel.logs.output'), forward_to: [code('otelcol.receiver.loki.default.receiver')] },
  },
];

const lokiReceiver: Block = {
  name: 'otelcol.receiver.loki',
  label: 'default',
  blocks: [output(input('processor.groupbyattrs'), ['logs'])],
};

const grouping: Block = {
  name: 'otelcol.processor.groupbyattrs',
  label: 'default',
  attributes: { keys: Object.keys(renamed) },
  blocks: [output(input('processor.memory_limiter'), ['metrics', 'logs'])],
};

const logging = (level: string): Block => ({ name: 'logging', attributes: { level, format: 'json' } });

/** `config.alloy` of the DaemonSet. */
export const alloyConfig = (settings: AgentSettings): string =>
  alloyText([
    logging(settings.sizes.logLevel),
    {
      comment: "This node's pods.",
      name: 'discovery.kubernetes',
      label: 'pods',
      attributes: { role: 'pod' },
      blocks: [{ name: 'selectors', attributes: { role: 'pod', field: code('"spec.nodeName=" + sys.env("NODE_NAME")') } }],
    },
    ...metrics(settings),
    ...logs,
    lokiReceiver,
    grouping,
    {
      comment: 'From SDKs of the pods.',
      name: 'otelcol.receiver.otlp',
      label: 'default',
      blocks: [
        { name: 'grpc', attributes: { endpoint: '0.0.0.0:4317', max_recv_msg_size: '4MiB' } },
        { name: 'http', attributes: { endpoint: '0.0.0.0:4318', max_request_body_size: '4MiB' } },
        output(input('processor.memory_limiter')),
      ],
    },
    ...sending(settings),
  ]);

/** `config.alloy` of the one pod that reads the cluster's events: every pod of a DaemonSet would read all of them. */
export const alloyEventsConfig = (settings: AgentSettings): string =>
  alloyText([
    logging(settings.sizes.logLevel),
    {
      name: 'loki.source.kubernetes_events',
      label: 'cluster',
      attributes: { job_name: 'kubernetes-events', log_format: 'json', forward_to: [code('otelcol.receiver.loki.default.receiver')] },
    },
    lokiReceiver,
    grouping,
    ...eventSending(settings),
  ]);

/** As on the nodes, but an event speaks of another pod than the one that read it: nothing is to be looked up. */
const eventSending = (settings: AgentSettings): readonly Block[] =>
  sending(settings)
    .filter(({ name }) => name !== k8sattributes.name)
    .map((block) =>
      block.name === 'otelcol.processor.transform'
        ? {
            ...block,
            blocks: [
              ...(block.blocks ?? []).filter(({ name }) => name !== 'output'),
              {
                name: 'log_statements',
                attributes: { context: 'resource', statements: ['set(attributes["service.name"], "kubernetes-events")'] },
              },
              output(input('processor.batch')),
            ],
          }
        : block,
    );
