/** Check-ins of monitored jobs (https://develop.sentry.dev/sdk/telemetry/check-ins/): an error fires, an ok resolves, and a beginning is a log. */
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import { idOf, objectOf, setTexts, textOf } from './fields.ts';
import type { ReadItem } from './item.ts';
import { senderOf } from './sender.ts';
import { nanosOf } from './time.ts';

const failures: ReadonlySet<string> = new Set(['error', 'missed', 'timeout']);

export const readCheckIn: ReadItem = (payload, { project, hold, sentAt }) => {
  const slug = textOf(payload['monitor_slug'], 250);
  const status = textOf(payload['status'], 50);
  if (slug === undefined) throw new ItemRefused('a check-in has no monitor_slug');
  if (status === undefined || !(failures.has(status) || status === 'ok' || status === 'in_progress'))
    throw new ItemRefused('the status of a check-in is none of ok, error, in_progress, missed, timeout');
  const trace = objectOf(objectOf(payload['contexts'])['trace']);
  const sender = senderOf(payload);
  const { duration } = payload;
  const attributes: AttributeDraft = {};
  setTexts(attributes, {
    'sentry.monitor.slug': slug,
    'sentry.check_in.id': idOf(payload['check_in_id'], 32),
    'sentry.check_in.status': status,
    'sentry.event.id': idOf(payload['event_id'], 32),
  });
  if (typeof duration === 'number' && duration >= 0) attributes['sentry.check_in.duration'] = duration;
  const timeUnixNano = nanosOf(payload['timestamp']) ?? sentAt;
  const [traceId, spanId] = [idOf(trace['trace_id'], 32), idOf(trace['span_id'], 16)];
  if (status === 'in_progress') {
    return [
      {
        kind: 'log',
        ...hold(sender),
        timeUnixNano,
        attributes,
        eventName: 'sentry.check_in',
        severityNumber: 9,
        severityText: status,
        body: `The monitored job ${slug} began.`,
        ...(traceId !== undefined && { traceId }),
        ...(spanId !== undefined && { spanId }),
      },
    ];
  }
  // A monitor has a state of its own in each environment.
  attributes['event.key'] = [project, 'monitor', slug, sender.environment ?? 'production'].join('|');
  setTexts(attributes, { trace_id: traceId, span_id: spanId });
  const after = typeof duration === 'number' && duration >= 0 ? ` after ${duration} s` : '';
  return [
    {
      kind: 'event',
      ...hold(sender),
      timeUnixNano,
      attributes,
      source: 'sentry',
      name: slug,
      status: status === 'ok' ? 'resolved' : 'firing',
      severityText: status,
      message: `The monitored job ${slug} checked in${after}: ${status}`,
    },
  ];
};
