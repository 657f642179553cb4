/** Does what people do in a story, by the ways people have: the API, or the signed link in a message they received. */
import * as z from 'zod';
import type { Answer, ReplayCloud } from './cloud.ts';
import type { PersonAction } from './story-file.ts';

const messageSchema = z.object({ links: z.record(z.string(), z.string()).default({}) });

const incidentSchema = z.looseObject({ id: z.string(), status: z.string(), openedAt: z.number() });
const listSchema = z.object({ incidents: z.array(incidentSchema) });
const timelineSchema = z.object({
  timeline: z.array(z.looseObject({ kind: z.string(), detail: z.record(z.string(), z.unknown()).optional() })),
});

/** Path and query of the latest link for this, or undefined when no message offers one. */
const latestLink = (cloud: ReplayCloud, does: PersonAction['does']): string | undefined => {
  for (const { body } of cloud.messages().toReversed()) {
    const link = messageSchema.safeParse(body).data?.links[does];
    if (link === undefined) continue;
    const { pathname, search } = new URL(link);
    return pathname + search;
  }
  return undefined;
};

const readJson = <Schema extends z.ZodType>(schema: Schema, answer: Answer): z.infer<Schema> | undefined => {
  if (answer.status !== 200) return undefined;
  return schema.safeParse(JSON.parse(answer.body.toString('utf8'))).data;
};

/** The newest incident that is not over. */
const latestIncident = async (cloud: ReplayCloud): Promise<string | undefined> => {
  const list = readJson(listSchema, await cloud.request({ method: 'GET', path: '/v1/incidents' }));
  const live = list?.incidents.filter((incident) => incident.status !== 'resolved') ?? [];
  return live.toSorted((a, b) => b.openedAt - a.openedAt)[0]?.id;
};

const latestApproval = async (cloud: ReplayCloud): Promise<string | undefined> => {
  const incident = await latestIncident(cloud);
  if (incident === undefined) return undefined;
  const shown = readJson(timelineSchema, await cloud.request({ method: 'GET', path: `/v1/incidents/${incident}` }));
  const asked = shown?.timeline.findLast((entry) => entry.kind === 'approval_requested');
  const id = asked?.detail?.['approvalId'];
  return typeof id === 'string' ? id : undefined;
};

const apiPath = async (cloud: ReplayCloud, does: PersonAction['does']): Promise<string | undefined> => {
  const isApproval = does === 'approve' || does === 'reject';
  const id = isApproval ? await latestApproval(cloud) : await latestIncident(cloud);
  return id === undefined ? undefined : `/v1/${isApproval ? 'approvals' : 'incidents'}/${id}/${does}`;
};

/**
 * Does it, and again when called again: to what it was done to first, since a failure may have been answered after the effect.
 * Resolves to the status of the answer; 0 when there was nothing to do it to.
 */
export const actorFor = (cloud: ReplayCloud, { does, by, person }: PersonAction): (() => Promise<number>) => {
  let path: string | undefined;
  return async () => {
    path ??= by === 'link' ? latestLink(cloud, does) : await apiPath(cloud, does);
    if (path === undefined) return 0;
    const body = by === 'link' ? Buffer.alloc(0) : Buffer.from(JSON.stringify({ by: person }));
    const answer = await cloud.request({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body });
    return answer.status;
  };
};
