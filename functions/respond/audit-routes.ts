/** The record of who did what, a day at a time. */
import * as z from 'zod';
import { auditDay } from '#kernel/audit.ts';
import { json, parse } from './json.ts';
import type { Route } from './route.ts';

const querySchema = z.object({
  day: z.iso.date().optional(),
  /** `next` of the page before: `<at>/<id>` of its last entry. */
  after: z
    .string()
    .regex(/^\d{1,15}\/.{1,300}$/, 'the next of the page before')
    .transform((text) => ({ at: Number(text.slice(0, text.indexOf('/'))), id: text.slice(text.indexOf('/') + 1) }))
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

const list: Route['answer'] = async ({ query }, { store, clock }) => {
  const { day = auditDay(clock.now()), after, limit } = parse(querySchema, query);
  const entries = await store.audit({ day, limit, ...(after === undefined ? {} : { after }) });
  const last = entries.length < limit ? undefined : entries.at(-1);
  return json({ day, entries, ...(last === undefined ? {} : { next: `${last.at}/${last.id}` }) });
};

export const auditRoutes: readonly Route[] = [{ key: 'GET /v1/audit', role: 'admin', answer: list }];
