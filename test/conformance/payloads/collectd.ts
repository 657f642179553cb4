/** Captures of collectd's `write_http` in its formats JSON, Command and KairosDB, and of its notifications. */
import { expect } from 'vitest';
import { payloadRequest } from '#test/support/payloads.ts';
import { jsonOf, type PayloadProtocol, sentenceAt, sum } from './protocol.ts';

interface Item {
  readonly values?: readonly unknown[];
  readonly datapoints?: readonly unknown[];
}

/** A value list has values, KairosDB's form data points, a notification neither: it is one event. */
const inJson = (items: readonly Item[]): number => sum(items, ({ values, datapoints }) => (values ?? datapoints ?? [0]).length);

/** `PUTVAL id interval=2 time:value:value`. */
const inLines = (text: string): number =>
  sum(
    text.split('\n').filter((line) => line.startsWith('PUTVAL')),
    (line) => (line.split(' ').at(-1)?.split(':').length ?? 0) - 1,
  );

export const collectd: PayloadProtocol = {
  names: ['collectd'],
  status: 200,
  cases: (payload) => {
    const request = payloadRequest(payload, '/collectd');
    const text = Buffer.from(request.body).toString('utf8');
    return [{ request, signals: () => (text.startsWith('[') ? inJson(jsonOf(request.body)) : inLines(text)) }];
  },
  sentence: sentenceAt('message'),
  holds: ({ payload, signals }) => {
    for (const { resource, timeUnixNano, kind, attributes } of signals) {
      expect(resource.attributes['host.name']).toBe('edge-host-1');
      expect(timeUnixNano / 1_000_000_000_000n).toBe(1_795_218n);
      expect(kind).toBe(payload.path.includes('notif') ? 'event' : 'metric');
      // However often a notification comes, it is one condition.
      if (kind === 'event') expect(attributes['event.key']).toBe('5c548696de945b97');
    }
  },
};
