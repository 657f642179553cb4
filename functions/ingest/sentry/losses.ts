/** What does not reach the pipeline as signals of its own: counted, so that nothing is lost without a trace. */
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { objectsOf, textOf } from './fields.ts';
import type { ReadItem, Request } from './item.ts';
import { counted, countOf } from './metrics.ts';
import { nanosOf } from './time.ts';

/** Reasons and categories that a report may tell apart. */
const maxReported = 200;

const lists = ['discarded_events', 'rate_limited_events', 'filtered_events', 'filtered_sampling_events'] as const;

/** A client's report of what it did not send (https://develop.sentry.dev/sdk/telemetry/client-reports/). */
export const readClientReport: ReadItem = (payload, request) => {
  const time = nanosOf(payload['timestamp']) ?? request.sentAt;
  const signals = lists.flatMap((list) =>
    objectsOf(payload[list])
      .slice(0, maxReported)
      .flatMap((entry) => {
        const { quantity } = entry;
        if (typeof quantity !== 'number' || !Number.isSafeInteger(quantity) || quantity < 0) return [];
        const attributes = {
          'sentry.outcome': list.replace(/_(?:sampling_)?events$/, ''),
          'sentry.reason': textOf(entry['reason'], 200) ?? 'unknown',
          'sentry.category': textOf(entry['category'], 100) ?? 'unknown',
        };
        return [counted(request, {}, { name: 'sentry.client.discarded', unit: '{item}', time, data: countOf(quantity), attributes })];
      }),
  );
  if (signals.length === 0) throw new ItemRefused('a client report reports nothing');
  return signals;
};

/** Items that were taken and not kept: attachments, profiles, replays, and kinds that are not known. */
export interface NotKept {
  items: number;
  bytes: number;
}

/** Two sums a kind of item: how many, and how many bytes of payload. */
export const notKeptSignals = (notKept: ReadonlyMap<string, NotKept>, request: Request): readonly MetricSignal[] =>
  [...notKept].flatMap(([type, { items, bytes }]) => {
    const common = { time: request.sentAt, attributes: { 'sentry.item.type': type } };
    return [
      counted(request, {}, { ...common, name: 'sentry.not_kept.items', unit: '{item}', data: countOf(items) }),
      counted(request, {}, { ...common, name: 'sentry.not_kept.size', unit: 'By', data: countOf(bytes) }),
    ];
  });
