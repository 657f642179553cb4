/** The signal of a monitor's notification. */
import { eventSignal, joinKey } from '#kernel/reading/event-signal.ts';
import type { JsonObject } from '#kernel/reading/json.ts';
import { rfc3339Nanos, signalTime } from '#kernel/reading/rfc3339.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { type Fields, readFields } from './fields.ts';
import { labelsOf, plainScope } from './tags.ts';
import { isRecovery, isTransition, readTitle, type Title } from './title.ts';

/** `$DATE` is milliseconds; templates also write seconds or a text. 0 for none of these. */
const timeOf = (text: string): bigint => {
  if (!/^\d{9,13}$/.test(text)) return signalTime(rfc3339Nanos(text) ?? 0n);
  return BigInt(text) * (text.length > 10 ? 1_000_000n : 1_000_000_000n);
};

/** The monitor and what it is about; else what Datadog itself aggregates by; else what is wrong, in words. */
const keyOf = (fields: Fields, title: Title, scope: string): string => {
  const { alertId, aggregKey, cycleKey, host, orgId } = fields;
  if (alertId !== '' && scope !== '') return joinKey('monitor', orgId, alertId, plainScope(scope));
  if (aggregKey !== '') return joinKey('aggregate', orgId, aggregKey);
  if (cycleKey !== '') return joinKey('cycle', orgId, cycleKey);
  if (alertId !== '') return joinKey('monitor', orgId, alertId, host);
  return joinKey('title', orgId, title.name, plainScope(scope));
};

/** Message texts are markdown between `%%%` lines. */
const messageOf = (text: string): string => text.replaceAll('%%%', '').trim();

/** What became of the monitor, in the first place that says it in Datadog's words. */
const transitionOf = ({ transition, state }: Fields, title: Title): string =>
  [transition, state, title.transition].find(isTransition) ?? '';

/** The signal of a body; ItemRefused where it speaks of no alert. */
export const monitorSignal = (body: JsonObject): EventSignal => {
  const fields = readFields(body);
  const title = readTitle(fields.title);
  const transition = transitionOf(fields, title);
  if (fields.title === '' && (fields.alertId === '' || transition === ''))
    throw new ItemRefused('there is neither a title ($EVENT_TITLE) nor a monitor with its transition ($ALERT_ID, $ALERT_TRANSITION)');
  const scope = fields.scope || title.scope;
  const over = transition === '' ? fields.alertType.toLowerCase() === 'success' : isRecovery(transition);
  const name = title.name || `monitor ${fields.alertId}`;
  return eventSignal({
    source: 'datadog',
    status: over ? 'resolved' : 'firing',
    name,
    key: keyOf(fields, title, scope),
    timeUnixNano: timeOf(fields.date) || timeOf(fields.lastUpdated),
    severityText: fields.severity || fields.alertPriority || title.priority || fields.alertType || fields.priority,
    message: messageOf(fields.text) || name,
    url: fields.link,
    labels: labelsOf(fields.tags, scope),
    fields: {
      'datadog.event_id': fields.eventId,
      'datadog.event_type': fields.eventType,
      'datadog.alert_id': fields.alertId,
      'datadog.alert_type': fields.alertType,
      'datadog.alert_status': fields.alertStatus,
      'datadog.transition': transition,
      'datadog.scope': scope,
      'datadog.metric': fields.metric,
      'datadog.query': fields.query,
      'datadog.snapshot': fields.snapshot,
      'datadog.org_id': fields.orgId,
      'datadog.org_name': fields.orgName,
    },
    resource: fields.host === '' ? {} : { 'host.name': fields.host },
  });
};
