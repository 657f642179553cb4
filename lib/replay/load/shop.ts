/** What the services of a generated shop say at one tick: steady on a good day, and unmistakably not in an outage. */
import type { Attributes, LogItem, SampleItem, SpanItem } from './otlp-request.ts';

export const services = ['frontend', 'checkout', 'payment'] as const;
export type Service = (typeof services)[number];

/** What is wrong with a service at a tick. */
export type Trouble = 'none' | 'gateway' | 'disk' | 'callers';

export interface Pod {
  readonly service: Service;
  readonly resource: Attributes;
}

export interface Moment {
  /** Milliseconds since the epoch, the end of the tick. */
  readonly at: number;
  readonly lengthMs: number;
  readonly trouble: Trouble;
  readonly random: () => number;
}

export const makePod = (shop: string, service: Service, index: number): Pod => ({
  service,
  resource: {
    'service.name': service,
    'service.namespace': shop,
    'deployment.environment.name': 'production',
    'service.instance.id': `${service}-${index}`,
    'k8s.pod.name': `${service}-${index}`,
    'telemetry.sdk.language': 'nodejs',
  },
});

const nanos = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;

/** Around a value, evenly, by at most a twentieth: nothing a detector would call strange. */
const near = (value: number, random: () => number): number => value * (0.95 + random() / 10);

const gauges: readonly (readonly [name: string, unit: string, usual: number, inTrouble: number])[] = [
  ['queue.depth', '{request}', 20, 900],
  ['process.cpu.utilization', '1', 0.3, 0.3],
  ['process.memory.usage', 'By', 4e8, 4e8],
  ['db.client.connection.count', '{connection}', 12, 12],
];

/** Four samples: of these the queue grows when the service is in trouble. */
export const samplesOf = ({ at, trouble, random }: Moment): readonly SampleItem[] =>
  gauges.map(([name, unit, usual, inTrouble]) => ({
    ...{ at: nanos(at), name, unit },
    value: near(trouble === 'gateway' ? inTrouble : usual, random),
  }));

const routine: Readonly<Record<Service, readonly ((random: () => number) => string)[]>> = {
  frontend: [
    (random) => `GET /products answered 200 in ${Math.floor(near(40, random))} ms`,
    (random) => `session ${hex(random, 16)} renewed for 30 minutes`,
    (random) => `cache refreshed with ${Math.floor(random() * 60)} entries`,
  ],
  checkout: [
    (random) => `order ord-${Math.floor(random() * 1e6)} accepted with ${1 + Math.floor(random() * 9)} items`,
    (random) => `stock reserved for order ord-${Math.floor(random() * 1e6)} in warehouse ${Math.floor(random() * 7)}`,
    (random) => `confirmation for order ord-${Math.floor(random() * 1e6)} queued`,
  ],
  payment: [
    (random) => `payment of order ord-${Math.floor(random() * 1e6)} authorised in ${Math.floor(near(80, random))} ms`,
    (random) => `settlement batch ${Math.floor(random() * 1e4)} closed with ${Math.floor(random() * 400)} payments`,
    (random) => `token ${hex(random, 12)} stored for the next purchase`,
  ],
};

const complaints: Readonly<Record<Exclude<Trouble, 'none'>, (random: () => number) => string>> = {
  gateway: (random) => `payment gateway timeout after ${Math.floor(near(3000, random))} ms: order ord-${Math.floor(random() * 1e6)}`,
  disk: (random) => `write /var/lib/orders/${Math.floor(random() * 1e6)}.wal: no space left on device`,
  callers: (random) => `order ord-${Math.floor(random() * 1e6)} failed: payment service unavailable`,
};

function hex(random: () => number, digits: number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}

/** In trouble every fourth log is an error. */
const complaintEvery = 4;

export const logsOf = ({ service }: Pod, { at, lengthMs, trouble, random }: Moment, count: number): readonly LogItem[] =>
  Array.from({ length: count }, (_, index) => {
    const complains = trouble !== 'none' && index % complaintEvery === 0;
    const texts = routine[service];
    const body = complains ? complaints[trouble](random) : (texts[index % texts.length]?.(random) ?? '');
    return {
      at: nanos(at - lengthMs + ((index + 1) * lengthMs) / count),
      ...(complains ? { severityNumber: 17, severityText: 'ERROR' } : { severityNumber: 9, severityText: 'INFO' }),
      body,
    };
  });

const operations: Readonly<Record<Service, readonly (readonly [name: string, kind: number, usualMs: number])[]>> = {
  frontend: [
    ['GET /products', 2, 40],
    ['POST checkout', 3, 180],
  ],
  checkout: [
    ['POST /orders', 2, 160],
    ['POST payment', 3, 110],
  ],
  payment: [
    ['POST /charges', 2, 100],
    ['POST acquirer.example.com', 3, 80],
  ],
};

/** In trouble with the gateway, spans take thirty times as long and every second one fails. */
export const spansOf = ({ service }: Pod, { at, lengthMs, trouble, random }: Moment, count: number): readonly SpanItem[] =>
  Array.from({ length: count }, (_, index) => {
    const [name = '', kind = 2, usualMs = 1] = operations[service][index % operations[service].length] ?? [];
    const slow = trouble === 'gateway';
    const endAt = at - lengthMs + ((index + 1) * lengthMs) / count;
    const ids = { traceId: hex(random, 32), spanId: hex(random, 16) };
    return {
      ...ids,
      name,
      kind,
      startAt: nanos(endAt - near(slow ? usualMs * 30 : usualMs, random)),
      endAt: nanos(endAt),
      failed: slow && index % 4 < 2,
    };
  });
