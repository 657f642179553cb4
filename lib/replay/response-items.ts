/** The response table's items as what they are. */
import type { Alert } from '#kernel/alert.ts';
import { compareText } from '#kernel/compare-text.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { orderTimeline } from '#kernel/order-timeline.ts';

type Item = Readonly<Record<string, unknown>>;

/** What the response table holds. */
export interface Responses {
  readonly alerts: readonly Alert[];
  /** In order of opening. */
  readonly incidents: readonly Incident[];
  timelineOf(incidentId: string): readonly TimelineEntry[];
}

const bodies = <Body>(items: readonly Item[], isOne: (sk: string) => boolean): readonly Body[] =>
  items.filter((item) => typeof item['sk'] === 'string' && isOne(item['sk'])).map((item) => item['body'] as Body);

/** The same whatever order the items come in. */
export const readResponses = (items: readonly Item[]): Responses => {
  const entries = bodies<TimelineEntry>(items, (sk) => sk.startsWith('event#'));
  return {
    alerts: bodies<Alert>(items, (sk) => sk === 'alert').toSorted((a, b) => compareText(a.fingerprint, b.fingerprint)),
    incidents: bodies<Incident>(items, (sk) => sk === 'incident').toSorted((a, b) => a.openedAt - b.openedAt || compareText(a.id, b.id)),
    timelineOf: (incidentId) => orderTimeline(entries.filter((entry) => entry.incidentId === incidentId)),
  };
};
