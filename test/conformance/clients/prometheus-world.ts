/** What Prometheus and Alertmanager are given in a run: something to scrape, a rule that fires, and their configuration. */
import { createServer } from 'node:http';
import { type Listening, listenOnLoopback } from '#test/support/loopback.ts';
import type { Door } from './client.ts';

const openMetrics = (isFull: boolean): string => `# TYPE checkout_requests counter
# HELP checkout_requests Requests served.
checkout_requests_total{path="/cart"} 5 # {trace_id="0af7651916cd43dd8448eb211c80319c",span_id="b7ad6b7169203331"} 1
# TYPE checkout_duration_seconds histogram
# UNIT checkout_duration_seconds seconds
checkout_duration_seconds_bucket{le="0.1"} 3
checkout_duration_seconds_bucket{le="+Inf"} 5 # {trace_id="0af7651916cd43dd8448eb211c80319c"} 0.7
checkout_duration_seconds_count 5
checkout_duration_seconds_sum 1.5
# TYPE checkout_queue_full gauge
checkout_queue_full ${isFull ? 1 : 0}
# EOF
`;

export interface Checkout extends Listening {
  /** From now on its queue is not full, and the alert about it is over. */
  readonly recover: () => void;
}

/** A service that Prometheus scrapes: its queue is full, and its counts have exemplars. */
export const startCheckout = async (): Promise<Checkout> => {
  let isFull = true;
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    answer.end(openMetrics(isFull));
  });
  const listening = await listenOnLoopback(server);
  const recover = (): void => {
    isFull = false;
  };
  return { ...listening, recover };
};

const bearing = ({ token }: Door): object => (token === undefined ? {} : { authorization: { credentials: token } });
const target = (url: string): object => ({ static_configs: [{ targets: [new URL(url).host] }] });

/** As version 2 does by itself, or as version 3 does where it is told to: with remote write 2.0, and native histograms by a setting. */
export const prometheusConfig = (
  door: Door,
  urls: { readonly prometheus: string; readonly alertmanager: string; readonly checkout: string },
  version: 2 | 3,
): object => ({
  global: { scrape_interval: '1s', evaluation_interval: '1s', ...(version === 2 ? {} : { scrape_native_histograms: true }) },
  rule_files: ['rules.yml'],
  alerting: { alertmanagers: [target(urls.alertmanager), { ...target(door.url), ...bearing(door) }] },
  scrape_configs: [
    { job_name: 'prometheus', ...target(urls.prometheus) },
    { job_name: 'checkout', ...target(urls.checkout) },
  ],
  remote_write: [
    {
      url: `${door.url}/api/v1/write`,
      ...bearing(door),
      ...(version === 2 ? {} : { protobuf_message: 'io.prometheus.write.v2.Request' }),
      send_exemplars: true,
      send_native_histograms: true,
      metadata_config: { send_interval: '2s' },
      queue_config: { batch_send_deadline: '1s' },
    },
  ],
});

/** What a version has to be told before it remembers exemplars, native histograms and metadata. */
export const features = {
  2: 'exemplar-storage,native-histograms',
  3: 'exemplar-storage,metadata-wal-records',
} as const;

export const rules: object = {
  groups: [
    {
      name: 'checkout',
      rules: [
        {
          alert: 'QueueFull',
          expr: 'checkout_queue_full == 1',
          labels: { severity: 'warning' },
          annotations: { summary: 'The queue of {{ $labels.job }} is full.' },
        },
      ],
    },
  ],
};

export const alertmanagerConfig = (door: Door): object => ({
  route: { receiver: 'streamwarden', group_by: ['alertname'], group_wait: '0s', group_interval: '1s' },
  receivers: [
    {
      name: 'streamwarden',
      webhook_configs: [{ url: `${door.url}/alertmanager`, send_resolved: true, http_config: bearing(door) }],
    },
  ],
});
