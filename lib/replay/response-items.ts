/** The response table's items as what they are. */
import type { Alert } from '#kernel/alert.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { orderTimeline } from '#kernel/order-timeline.ts';

type Item = Readonly<Record<string, unknown>>;

export interface Responses {
  readonly alerts: readonly Alert[];
  /** In order of opening. */
  readonly incidents: readonly Incident[];
  timelineOf(incidentId: string): readonly TimelineEntry[];
}

const bodies = <Body>(items: readonly Item[], isOne: (sk: string) => boolean): readonly Body[] =>
  items.filter((item) => typeof item['sk'] === 'string' && isOne(item['sk'])).map((item) => item['body'] as Body);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const readResponses = (items: readonly Item[]): Responses => {
  const entries = bodies<TimelineEntry>(items, (sk) => sk.startsWith('event#'));
  return {
    alerts: bodies<Alert>(items, (sk) => sk === 'alert').toSorted((a, b) => byText(a.fingerprint, b.fingerprint)),
    incidents: bodies<Incident>(items, (sk) => sk === 'incident').toSorted((a, b) => a.openedAt - b.openedAt || byText(a.id, b.id)),
    timelineOf: (incidentId) => orderTimeline(entries.filter((entry) => entry.incidentId === incidentId)),
  };
};
