/** What was decided about an incident and what was remarked on it, as people are shown both. */
import type { TimelineEntry } from '#kernel/incident.ts';
import { orderTimeline } from '#kernel/order-timeline.ts';
import type { RespondPorts } from './ports.ts';

/** In order of time. */
export const annotatedTimeline = async (
  { store, annotations }: Pick<RespondPorts, 'store' | 'annotations'>,
  incidentId: string,
): Promise<readonly TimelineEntry[]> => {
  const [decided, remarked] = await Promise.all([store.timeline(incidentId), annotations.annotations(incidentId)]);
  return orderTimeline([...decided, ...remarked]);
};
