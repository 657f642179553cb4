/** Release health (https://develop.sentry.dev/sdk/telemetry/sessions/): updates of single sessions, and sessions counted by servers. */
import type { JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { objectOf, textOf } from './fields.ts';
import type { ReadItem, Request } from './item.ts';
import { counted, countOf, oneOf } from './metrics.ts';
import type { Sender } from './sender.ts';
import { nanosOf } from './time.ts';

/** An SDK sends 100 at most. */
const maxAggregates = 1_000;

const statuses: ReadonlySet<unknown> = new Set(['ok', 'exited', 'crashed', 'abnormal', 'unhandled', 'errored', 'degraded']);

const senderOfAttributes = (value: unknown): Sender => {
  const attributes = objectOf(value);
  return { release: textOf(attributes['release'], 250), environment: textOf(attributes['environment'], 250) };
};

/**
 * Each update counts once in `sentry.session.updates`: those with `sentry.session.init` are as many as sessions began, those
 * whose status is not `ok` as many as ended. Lengths of ended sessions are in `sentry.session.duration`.
 */
export const readSession: ReadItem = (payload, request) => {
  const { status, errors, duration } = payload;
  const word = status ?? 'ok';
  if (!statuses.has(word)) throw new ItemRefused('the status of a session is unknown');
  const sender = senderOfAttributes(payload['attrs']);
  const time = nanosOf(payload['timestamp']) ?? nanosOf(payload['started']) ?? request.sentAt;
  const attributes = {
    'sentry.session.status': String(word),
    'sentry.session.init': payload['init'] === true,
    'sentry.session.errored': typeof errors === 'number' && errors > 0,
  };
  const updates = counted(request, sender, { name: 'sentry.session.updates', unit: '{update}', time, data: countOf(1), attributes });
  if (word === 'ok' || typeof duration !== 'number' || duration < 0) return [updates];
  const ended = { 'sentry.session.status': String(word) };
  return [
    updates,
    counted(request, sender, { name: 'sentry.session.duration', unit: 's', time, data: oneOf(duration), attributes: ended }),
  ];
};

const readAggregate = (aggregate: JsonObject, sender: Sender, request: Request): readonly MetricSignal[] => {
  const time = nanosOf(aggregate['started']) ?? request.sentAt;
  return ['exited', 'errored', 'crashed', 'abnormal', 'unhandled'].flatMap((status) => {
    const count = aggregate[status];
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count <= 0) return [];
    const attributes = { 'sentry.session.status': status, 'sentry.session.init': true, 'sentry.session.errored': status !== 'exited' };
    return [counted(request, sender, { name: 'sentry.session.updates', unit: '{update}', time, data: countOf(count), attributes })];
  });
};

/** Whole sessions counted by status: each is begun and over. */
export const readSessions: ReadItem = (payload, request) => {
  const { aggregates } = payload;
  if (!Array.isArray(aggregates)) throw new ItemRefused('a sessions item has no list of aggregates');
  if (aggregates.length > maxAggregates) throw new ItemRefused(`a sessions item has more than ${maxAggregates} aggregates`);
  const sender = senderOfAttributes(payload['attrs']);
  return aggregates.flatMap((aggregate: unknown) => {
    request.part();
    return readAggregate(objectOf(aggregate), sender, request);
  });
};
