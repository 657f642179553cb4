import { describe, expect, it } from 'vitest';
import { kubernetesEvents } from '#functions/ingest/kubernetes-events/receiver.ts';
import type { Decoded } from '#kernel/receiver.ts';
import { post, receivedAt } from './ingest-support.ts';

const decode = (body: unknown): Decoded =>
  kubernetesEvents.decode({ ...post('/kubernetes/events', typeof body === 'string' ? body : JSON.stringify(body)), receivedAt });

const event = (given: object): object => ({
  kind: 'Event',
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'checkout-1' },
  reason: 'BackOff',
  type: 'Warning',
  ...given,
});

const first = (given: object) => decode(event(given)).signals[0];

describe('Kubernetes events', () => {
  it('keep their key when they happen again, are renamed or are reported by the other API', () => {
    const keys = [
      first({ count: 1, metadata: { name: 'a', uid: '1' } }),
      first({ count: 9, message: 'again', metadata: { name: 'b', uid: '2' } }),
      first({ involvedObject: undefined, regarding: { kind: 'Pod', namespace: 'shop', name: 'checkout-1' }, note: 'again' }),
    ].map((signal) => signal?.attributes['event.key']);
    expect(new Set(keys)).toEqual(new Set(['Pod/shop/checkout-1/BackOff']));
  });

  it('of two objects, reasons or containers have two keys', () => {
    const keys = [
      {},
      { reason: 'Unhealthy' },
      { involvedObject: { kind: 'Pod', namespace: 'shop', name: 'checkout-2' } },
      { involvedObject: { kind: 'Pod', namespace: 'shop', name: 'checkout-1', fieldPath: 'spec.containers{a}' } },
      { involvedObject: { kind: 'Pod', namespace: 'shop', name: 'checkout-1', fieldPath: 'spec.containers{b}' } },
      { clusterName: 'east' },
    ].map((given) => first(given)?.attributes['event.key']);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.for([
    ['a series', { series: { lastObservedTime: '2026-11-02T09:00:00.000003Z' }, eventTime: '2026-11-02T08:00:00.000000Z' }, 3_000n],
    ['the last time', { lastTimestamp: '2026-11-02T09:00:00Z', firstTimestamp: '2026-11-02T08:00:00Z', eventTime: null }, 0n],
    ['an exact time', { lastTimestamp: null, eventTime: '2026-11-02T09:00:00.000004Z' }, 4_000n],
    ['its creation', { eventTime: 'null', metadata: { creationTimestamp: '2026-11-02T09:00:00Z' } }, 0n],
  ] as const)('happened when %s says', ([, given, nanos]) => {
    expect(first(given)?.timeUnixNano).toBe(1_793_610_000_000_000_000n + nanos);
  });

  it('are taken from lists, envelopes and lines alike', () => {
    const single = decode(event({})).signals;
    for (const body of [
      [event({})],
      { kind: 'List', items: [event({})] },
      { type: 'ADDED', object: event({}) },
      [{ type: 'ADDED', object: event({}) }],
      `\n${JSON.stringify(event({}))}\n\n`,
    ])
      expect(decode(body).signals).toEqual(single);
    expect(decode(JSON.stringify(event({})).repeat(3)).signals).toEqual([...single, ...single, ...single]);
  });

  it('that are deep, many or odd are refused, not followed', { timeout: 30_000 }, () => {
    expect(() => decode('[{"involvedObject":'.repeat(50_000))).toThrow(/JSON/);
    expect(() => decode('1 '.repeat(400_000))).toThrow(/parts/);
    expect(() => decode([[event({})]])).toThrow(/an Event is an object/);
    expect(() =>
      decode(event({ involvedObject: { kind: 'Pod', name: 'a', labels: Object.fromEntries([...Array(200).keys()].entries()) } })),
    ).toThrow(/more than 128 labels/);
  });

  it('never bring along the whole object that an annotation repeats', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"password":"hunter2"}' };
    const signal = first({ involvedObject: { kind: 'Pod', name: 'a', annotations } });
    expect(signal).toBeDefined();
    expect(JSON.stringify(signal?.attributes)).not.toContain('hunter2');
  });
});
