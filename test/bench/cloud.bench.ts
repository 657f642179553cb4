/** What the local cloud itself costs: its boot, its memory with every function loaded, and how much passes through it, end to end. */
import { Agent, request as httpRequest } from 'node:http';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCloud } from '#lib/local/cloud.ts';
import type { Stack } from '#lib/local/template/assembly.ts';
import type { RecordedRequest } from '#lib/replay/recording.ts';
import { type Figure, figure } from './figure.ts';

const signals = 400_000;
/** One shard takes a thousand records a second, and a record holds what one pod says at a time: a dozen signals. */
const shards = 4;
/** As many connections as a few collectors hold. */
const senders = 8;
/** What must have passed for a signal to count: the stream's analysers, and the queue behind them. The archive gathers ten seconds at a time. */
const counted = ['classify', 'detect', 'route'];
const patienceMs = 120_000;

const widened = (stack: Stack): Stack => {
  const Resources = Object.entries(stack.template.Resources ?? {}).map(([id, resource]) => [
    id,
    resource.Type === 'AWS::Kinesis::Stream' ? { ...resource, Properties: { ...resource.Properties, ShardCount: shards } } : resource,
  ]);
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(Resources) } };
};

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
/** A critical log: every function has something to do with it but `respond`, and those that wait for the clock or a token. */
const alarm = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [attribute('service.name', 'payment'), attribute('service.namespace', 'warm-up')] },
      scopeLogs: [{ logRecords: [{ severityNumber: 21, body: { stringValue: 'payment gateway timeout' } }] }],
    },
  ],
});

const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (const deadline = Date.now() + patienceMs; !holds(); await sleep(20))
    if (Date.now() > deadline) throw new Error(`${what}: not within ${patienceMs / 1000} s`);
};

const loadAll = async (cloud: LocalCloud): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  await cloud.request({ method: 'POST', path: '/v1/logs', headers, body: alarm });
  await cloud.request({ method: 'GET', path: '/v1/incidents' });
  // dispatch is woken minutes later, by the clock; callers on this machine need no token that authorise would judge.
  const woken = () => cloud.functions().filter(({ name }) => !name.endsWith('-dispatch') && !name.endsWith('-authorise'));
  await until(() => woken().every(({ invocations }) => invocations > 0), 'every function invoked');
};

const post = (cloud: LocalCloud, agent: Agent, { path, headers, body }: Omit<RecordedRequest, 'at'>): Promise<number> =>
  new Promise((resolve, reject) => {
    const outgoing = httpRequest(cloud.url + path, { method: 'POST', agent, headers }, (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** Sends everything over HTTP as fast as it is answered. */
const sendAll = async (cloud: LocalCloud, requests: readonly Omit<RecordedRequest, 'at'>[]): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  let next = 0;
  const send = async (): Promise<void> => {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const status = await post(cloud, agent, request);
      if (status !== 200) throw new Error(`${request.path} answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
  agent.destroy();
};

const isThrough = (cloud: LocalCloud): boolean =>
  cloud.mappings().every(({ functionName, inFlight }) => inFlight === 0 || !counted.some((name) => functionName.endsWith(name)));

interface Passage {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

const passThrough = async (cloud: LocalCloud, requests: readonly Omit<RecordedRequest, 'at'>[]): Promise<Passage> => {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  await sendAll(cloud, requests);
  await until(() => isThrough(cloud), 'every signal analysed and every finding routed');
  const { user, system } = process.cpuUsage(cpu);
  return { wallSeconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
};

export const run = async (): Promise<Figure[]> => {
  const root = join(import.meta.dirname, '../..');
  enableCompileCache(join(root, '.cache/compile'));
  const { synthesise } = await import('#lib/replay/synthesise.ts');
  const assembly = await synthesise('dev', true, () => {});
  const bootedAt = performance.now();
  const { startLocalCloud } = await import('#lib/local/cloud.ts');
  const cloud = await startLocalCloud({ assembly, mode: 'live', amend: widened });
  const bootMs = performance.now() - bootedAt;
  try {
    await loadAll(cloud);
    await sleep(2_000);
    const memoryMb = process.memoryUsage().rss / 1e6;
    const { generatedScript } = await import('#lib/replay/load/generated-script.ts');
    const script = generatedScript({ signals, seed: 'bench', startAt: Date.now() - 45 * 60_000 });
    const requests = script.requests.map(({ method, path, headers, body }) => ({ method, path, headers, body }));
    const { wallSeconds, cpuSeconds } = await passThrough(cloud, requests);
    return [
      figure({ name: 'cloud/boot', value: bootMs, unit: 'ms', floor: 6_000, target: 3_000, lowerIsBetter: true }),
      figure({ name: 'cloud/idle-memory', value: memoryMb, unit: 'MB resident', floor: 600, target: 400, lowerIsBetter: true }),
      // By the wall clock: whatever else the machine does is in it. The figure after it judges.
      figure({ name: 'cloud/end-to-end', value: signals / wallSeconds, unit: 'signals/s', floor: 2_000, target: 20_000 }),
      figure({ name: 'cloud/end-to-end-cpu', value: signals / cpuSeconds, unit: 'signals/CPU s', floor: 5_000, target: 10_000 }),
    ];
  } finally {
    await cloud.close();
  }
};
