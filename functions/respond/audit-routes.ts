/** The record of who did what, a day at a time. */
import * as z from 'zod';
import { auditDay } from '#kernel/audit.ts';
import { json, parse } from './json.ts';
import type { Route } from './route.ts';

const querySchema = z.object({
  day: z.iso.date().optional(),
  /** The `at` of the last entry of the page before. */
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

const list: Route['answer'] = async ({ query }, { store, clock }) => {
  const { day = auditDay(clock.now()), after, limit } = parse(querySchema, query);
  return json({ day, entries: await store.audit({ day, limit, ...(after === undefined ? {} : { after }) }) });
};

export const auditRoutes: readonly Route[] = [{ key: 'GET /v1/audit', role: 'admin', answer: list }];
