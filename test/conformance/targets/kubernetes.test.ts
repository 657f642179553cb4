/** What of Kubernetes the target contract does not know: kinds, rollouts, nodes, what is taken back, and names that are no names. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Launch, Target } from '#kernel/target.ts';
import type { KubernetesOptions, KubernetesStandIn } from '#lib/local/stand-ins/kubernetes.ts';
import { hostileNames } from '#test/support/hostile-names.ts';
import { rejection } from '#test/support/leaks.ts';
import { startCluster } from '#test/support/target-cases/kubernetes.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const key = 'sw-0123456789';
const objects = ['deployment/shop/checkout', 'statefulset/shop/db', 'daemonset/mail/relay', 'node/ip-10-0-0-1.ec2.internal'];
const restart = (more: Launch['parameters'] = {}): Launch => ({
  ...{ template: 'restart', idempotencyKey: key },
  parameters: { namespace: 'shop', name: 'checkout', ...more },
});
const scale = (replicas: string, more: Launch['parameters'] = {}): Launch => ({ ...restart({ replicas, ...more }), template: 'scale' });
const onNode = (template: 'cordon' | 'uncordon'): Launch => ({
  template,
  parameters: { node: 'ip-10-0-0-1.ec2.internal' },
  idempotencyKey: key,
});

let clock: VirtualScheduler;
let kubernetes: KubernetesStandIn;
let target: Target;
let close: () => Promise<void>;
const start = async (options: KubernetesOptions = {}): Promise<void> => {
  clock = new VirtualScheduler();
  const world = await startCluster(clock, { objects, ...options });
  ({ kubernetes, close } = world);
  target = world.make();
};
const restarted = async (options: KubernetesOptions): Promise<void> => {
  await close();
  await start(options);
};

beforeEach(() => start());
afterEach(() => close());

const everyKind: readonly (readonly [string, Launch])[] = [
  ['deployment/shop/checkout', restart()],
  ['statefulset/shop/db', restart({ kind: 'statefulset', name: 'db' })],
  ['daemonset/mail/relay', restart({ kind: 'daemonset', namespace: 'mail', name: 'relay' })],
];

describe('restart', () => {
  it.for(everyKind)('replaces the pods of %s, and follows until the last is available', async ([name, launch]) => {
    expect((await target.plan(launch)).changes).toContain(name);
    const job = await target.launch(launch);
    expect(job).toMatchObject({ id: `restart:${name}:${key}`, status: 'pending' });
    await clock.advanceBy(2_000);
    expect((await target.follow(job.id, 'restart')).status).toBe('running');
    await clock.advanceBy(60_000);
    expect((await target.follow(job.id, 'restart')).status).toBe('succeeded');
    expect(await target.lookup(key, 'restart')).toMatchObject({ id: job.id, status: 'succeeded' });
  });

  it('changes the mark of the pods and our label, of exactly the version it looked at, and nothing else', async () => {
    const version = kubernetes.object('deployment/shop/checkout')?.metadata.resourceVersion;
    await target.plan(restart());
    await target.launch(restart());
    const mark = { 'streamwarden.io/key': key };
    expect(kubernetes.changes().map(({ body }) => body)).toEqual([
      { metadata: { labels: mark, resourceVersion: version ?? '100' }, spec: { template: { metadata: { annotations: mark } } } },
    ]);
  });

  it('is one rollout however often it is launched under one key', async () => {
    const jobs = [await target.launch(restart()), await target.launch(restart())];
    await clock.advanceBy(60_000);
    jobs.push(await target.launch(restart()));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    expect(kubernetes.changes()).toHaveLength(1);
  });

  it('is one rollout when two launches under one key come at the same time', async () => {
    const both = await Promise.allSettled([target.launch(restart()), target.launch(restart())]);
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(kubernetes.changes()).toHaveLength(1);
  });

  it('finds the job where pages of the list are small and empty', async () => {
    const others = Array.from({ length: 7 }, (_, index) => `deployment/shop/a${index}`);
    await restarted({ objects: [...others, ...objects], pageSize: 2 });
    const { id } = await target.launch(restart());
    expect((await target.lookup(key, 'restart'))?.id).toBe(id);
  });

  it.for([
    [{ spec: { paused: true } }, 'paused'],
    [{ spec: { updateStrategy: { type: 'OnDelete' } } }, 'on_delete'],
  ] as const)('refuses what would replace nothing: %j', async ([patch, reason]) => {
    await target.plan(restart());
    kubernetes.edit('deployment/shop/checkout', patch);
    expect(await rejection(target.plan(restart()))).toMatchObject({ name: 'InputError', reason });
    expect(await rejection(target.launch(restart()))).toMatchObject({ name: 'InputError', reason });
  });

  it('is taken back to the pods’ template of before, also from a rollout that hangs', async () => {
    const snapshot = (await target.snapshot?.(restart())) ?? '';
    const before = kubernetes.object('deployment/shop/checkout')?.spec['template'];
    kubernetes.endRollouts('failed');
    const job = await target.launch(restart());
    await clock.advanceBy(60_000);
    expect(await target.follow(job.id, 'restart')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('progress deadline'),
    });
    const undone = await target.undo?.({ ...restart(), idempotencyKey: 'sw-undo' }, { jobId: job.id, snapshot });
    await clock.advanceBy(60_000);
    expect((await target.follow(undone?.id ?? '', 'restart')).status).toBe('succeeded');
    expect(kubernetes.object('deployment/shop/checkout')?.spec['template']).toEqual({
      ...Object(before),
      metadata: { ...Object(before).metadata, annotations: {} },
    });
    expect((await target.follow(job.id, 'restart')).status).toBe('cancelled');
  });

  it('stops waiting when it is cancelled, and leaves what has ended as it is', async () => {
    const job = await target.launch(restart());
    await clock.advanceBy(60_000);
    await target.cancel(job.id, 'restart');
    expect((await target.follow(job.id, 'restart')).status).toBe('succeeded');
  });
});

describe('scale', () => {
  it.for(['deployment', 'statefulset'] as const)('changes the number of pods of a %s, and takes it back', async (kind) => {
    const launch = scale('5', kind === 'statefulset' ? { kind, name: 'db' } : {});
    const name = kind === 'statefulset' ? 'statefulset/shop/db' : 'deployment/shop/checkout';
    expect((await target.plan(launch)).changes).toBe(`Scales ${name} from 3 to 5 pods.`);
    const snapshot = (await target.snapshot?.(launch)) ?? '';
    const job = await target.launch(launch);
    await clock.advanceBy(60_000);
    expect((await target.follow(job.id, 'scale')).status).toBe('succeeded');
    expect(kubernetes.object(name)?.spec['replicas']).toBe(5);
    const undo = { ...launch, idempotencyKey: 'sw-undo' };
    for (let time = 0; time < 2; time += 1) await target.undo?.(undo, { jobId: job.id, snapshot });
    expect(kubernetes.object(name)?.spec['replicas']).toBe(3);
    expect(kubernetes.changes()).toHaveLength(2);
    await clock.advanceBy(60_000);
    expect(await target.lookup('sw-undo', 'scale')).toMatchObject({ status: 'succeeded' });
  });

  it('takes nothing back that somebody changed since', async () => {
    const snapshot = (await target.snapshot?.(scale('5'))) ?? '';
    const job = await target.launch(scale('5'));
    kubernetes.edit('deployment/shop/checkout', { spec: { replicas: 8 } });
    const undo = target.undo?.({ ...scale('5'), idempotencyKey: 'sw-undo' }, { jobId: job.id, snapshot });
    expect(await rejection(undo ?? Promise.resolve())).toMatchObject({ name: 'InputError', reason: 'changed_since' });
    expect(kubernetes.object('deployment/shop/checkout')?.spec['replicas']).toBe(8);
  });

  it.for(['', '{}', 'null', '[]', '{"key":null,"replicas":-1,"revision":null,"unschedulable":false}'])(
    'takes nothing back without knowing what was: «%s»',
    async (snapshot) => {
      const job = await target.launch(scale('5'));
      const undo = target.undo?.({ ...scale('5'), idempotencyKey: 'sw-undo' }, { jobId: job.id, snapshot });
      expect(await rejection(undo ?? Promise.resolve())).toMatchObject({ name: 'InputError', reason: 'no_snapshot' });
    },
  );

  it.for(['0', '11', '-1', '1.5', '1e1', ' 5', '5 ', '05', '٥', '99999', ''])('does not scale to «%s»', async (replicas) => {
    expect(await rejection(target.launch(scale(replicas)))).toMatchObject({ name: 'InputError' });
    expect(kubernetes.changes()).toEqual([]);
  });

  it('scales no daemon set', async () => {
    expect(await rejection(target.plan(scale('5', { kind: 'daemonset' })))).toMatchObject({ name: 'InputError', reason: 'parameters' });
  });
});

describe('cordon and uncordon', () => {
  const unschedulable = () => kubernetes.object('node/ip-10-0-0-1.ec2.internal')?.spec['unschedulable'];

  it('are done at once, and each takes the other back', async () => {
    const snapshot = (await target.snapshot?.(onNode('cordon'))) ?? '';
    const job = await target.launch(onNode('cordon'));
    expect([job.status, unschedulable()]).toEqual(['succeeded', true]);
    expect(await target.lookup(key, 'cordon')).toEqual(job);
    const undone = await target.undo?.({ ...onNode('cordon'), idempotencyKey: 'sw-undo' }, { jobId: job.id, snapshot });
    expect([undone?.status, unschedulable()]).toEqual(['succeeded', false]);
  });

  it('undo leaves a node cordoned that was so before', async () => {
    await target.plan(onNode('cordon'));
    kubernetes.edit('node/ip-10-0-0-1.ec2.internal', { spec: { unschedulable: true } });
    const snapshot = (await target.snapshot?.(onNode('cordon'))) ?? '';
    const job = await target.launch(onNode('cordon'));
    await target.undo?.({ ...onNode('cordon'), idempotencyKey: 'sw-undo' }, { jobId: job.id, snapshot });
    expect(unschedulable()).toBe(true);
  });
});

describe('a dry run', () => {
  it('is not taken for a launch under its key that never arrived', async () => {
    await target.dryRun?.(restart());
    expect(await target.lookup(key, 'restart')).toMatchObject({ status: 'succeeded' });
    kubernetes.failPatches('lost_before');
    expect(await rejection(target.launch(restart()))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(await target.lookup(key, 'restart')).toBeUndefined();
  });

  it('asks the cluster, changes nothing, and has ended', async () => {
    const job = await target.dryRun?.(restart());
    expect(job).toMatchObject({ status: 'succeeded', detail: expect.stringContaining('deployment/shop/checkout') });
    expect(kubernetes.changes()).toEqual([]);
    expect(kubernetes.object('deployment/shop/checkout')?.metadata.labels).toEqual({ app: 'checkout' });
    expect((await target.follow(job?.id ?? '', 'restart')).status).toBe('succeeded');
  });

  it.for([
    [403, 'UpstreamError'],
    [422, 'InputError'],
  ] as const)('says what the launch would say to %d', async ([status, name]) => {
    kubernetes.failPatches({ status });
    expect(await rejection(target.dryRun?.(restart()) ?? Promise.resolve())).toMatchObject({ name });
  });
});

describe('the rights in the README', () => {
  it('are those the calls need, and no more', async () => {
    const text = readFileSync(new URL('../../../functions/remediate/kubernetes/README.md', import.meta.url), 'utf8');
    const [, manifests = ''] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    const granted = manifests.split('---\n').flatMap((one) => {
      const { rules = [] } = parse(one) as {
        readonly rules?: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
      };
      return rules.flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)));
    });
    const { make, kubernetes: cluster, close: end } = await startCluster(clock, { objects });
    const used = new Set<string>();
    const watched = make(async (input, init) => {
      const { pathname, searchParams } = new URL(String(input));
      const [, resource = '', name] = /\/(deployments|statefulsets|daemonsets|nodes)(\/[^/]+)?$/.exec(pathname) ?? [];
      const verb = init?.method === 'PATCH' ? 'patch' : 'get';
      used.add(`${name === undefined ? 'list' : verb} ${resource}`);
      const answer = cluster.handle({
        ...{ method: init?.method ?? 'GET', url: `https://cluster.test${pathname}?${searchParams}`, body: String(init?.body ?? '') },
        headers: Object.fromEntries(new Headers(init?.headers)),
      });
      return new Response(answer.body, { status: answer.status });
    });
    for (const launch of [...everyKind.map(([, one]) => one), onNode('cordon')]) {
      const job = await watched.launch(launch);
      await watched.cancel(job.id, launch.template);
    }
    for (const template of ['restart', 'cordon']) await watched.lookup('sw-nothing', template);
    expect([...used].toSorted()).toEqual(granted.toSorted());
    await end();
  });
});

describe('what is sent and what is shown', () => {
  it('refuses every hostile name, for every parameter, before it calls anybody', async () => {
    await close();
    for (const value of hostileNames) {
      const launches = [
        ...['namespace', 'name', 'kind'].map((name) => restart({ [name]: value })),
        { ...onNode('cordon'), parameters: { node: value } },
        { ...restart(), template: value },
        restart({ [value === '' ? 'x' : value]: 'y' }),
      ];
      for (const launch of launches)
        for (const call of [target.plan(launch), target.launch(launch)])
          expect(await rejection(call), value).toMatchObject({ name: 'InputError' });
      for (const id of [
        `restart:deployment/shop/${value}:${key}`,
        `cordon:node/${value}:${key}`,
        `restart:deployment/shop/checkout:${value}:`,
      ])
        expect(await rejection(target.follow(id, 'restart')), id).toMatchObject({ name: 'NotFoundError' });
    }
    await start();
  });

  it('acts in no namespace that policy does not name', async () => {
    expect(await rejection(target.launch(restart({ namespace: 'kube-system' })))).toMatchObject({
      name: 'InputError',
      reason: 'namespace',
    });
  });

  it('keeps a key that can be no label as a hash of it, and finds it so', async () => {
    const launch = { ...restart(), idempotencyKey: 'key with spaces, and "signs"\r\n' };
    const job = await target.launch(launch);
    expect(job.id).toMatch(/^restart:deployment\/shop\/checkout:[0-9a-f]{20}$/);
    expect((await target.lookup(launch.idempotencyKey, 'restart'))?.id).toBe(job.id);
  });

  it('makes what the cluster says readable, and short', async () => {
    const { make, close: end } = await startCluster(clock);
    const message = `denied\u001b[31m\r\nforged line ${'x'.repeat(500)}`;
    let calls = 0;
    const odd = make(async () => {
      calls += 1;
      const fresh = { metadata: { name: 'checkout', namespace: 'shop', resourceVersion: '1' }, spec: {} };
      return calls === 1 ? Response.json(fresh) : Response.json({ kind: 'Status', message }, { status: 422 });
    });
    const error = await rejection(odd.launch(restart()));
    expect(error).toMatchObject({ name: 'InputError' });
    expect(String(error)).toContain('denied');
    expect(String(error)).not.toMatch(/\p{Cc}/u);
    expect(String(error).length).toBeLessThan(300);
    await end();
  });

  it('gives up on a list that does not end', async () => {
    const { make, close: end } = await startCluster(clock);
    const endless = make(async () => Response.json({ metadata: { continue: 'more' }, items: [] }));
    expect(await rejection(endless.lookup(key, 'restart'))).toMatchObject({ name: 'UpstreamError', reason: 'endless' });
    await end();
  });
});
