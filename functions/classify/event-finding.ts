/** A finding about something that another system judged. */
import { isKeptFromModels } from '#kernel/compliance.ts';
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom, type Labels } from '#kernel/fingerprint.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import { readableText } from '#kernel/readable-text.ts';
import { type Attributes, attributeText } from '#kernel/resource.ts';
import { type EventSignal, toMillis } from '#kernel/signal.ts';
import type { Verdict } from '#kernel/verdict.ts';

/** Labels a finding takes from its event at most: it must fit the queue. */
const maxLabels = 64;

/** What the source labelled it with, to route by. */
const labelsOf = (attributes: Attributes): Labels => {
  const labels: Record<string, string> = {};
  for (const key of Object.keys(attributes)
    .filter((name) => name.startsWith('label.'))
    .slice(0, maxLabels)) {
    const value = attributeText(attributes, key);
    if (value !== undefined && value !== '') labels[key.slice('label.'.length)] = value;
  }
  return labels;
};

/** By the source's own identity of the condition where it has one: a resolution may say nothing else. */
const identityOf = (event: EventSignal, labels: Labels): string => {
  const key = attributeText(event.attributes, 'event.key');
  return key === undefined || key === '' ? fingerprint(labels) : fingerprint({ 'event.source': event.source, 'event.key': key });
};

/** `index` is the event's place in the frame. The finding's id follows from both. */
export const eventFinding = (frame: Frame, event: EventSignal, index: number, verdict: Verdict): Finding => {
  const labels = conditionLabels(event.name, event.resource.attributes, labelsOf(event.attributes));
  const at = toMillis(event.timeUnixNano);
  const title = event.message === undefined || event.message === event.name ? event.name : `${event.name}: ${event.message}`;
  return {
    id: idFrom('classify', frame.id, String(index)),
    kind: 'event',
    status: event.status,
    severity: verdict.severity,
    category: verdict.category,
    confidence: verdict.confidence,
    fingerprint: identityOf(event, labels),
    labels,
    title: readableText(`${labels['service.name'] ?? event.source}: ${title}`, 200),
    reason: readableText(verdict.reason, 500),
    startsAt: at,
    lastSeenAt: at,
    receivedAt: frame.receivedAt,
    source: `classify/${verdict.source}`,
    evidence: {
      signals: [signalRef(frame, index)],
      count: 1,
      sample: readableText(event.message ?? event.name, 500),
      ...(isKeptFromModels(event) && { keptFromModels: true }),
    },
  };
};
