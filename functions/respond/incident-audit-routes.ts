/** What the audit chain holds about one incident: its entries as they stand there, so that each can be found in a verified copy by its number and hash. */
import * as z from 'zod';
import type { AuditChain, ChainEntry } from '#kernel/audit-chain.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { json, parse } from './json.ts';
import type { Route } from './route.ts';

const querySchema = z.object({
  /** `next` of the page before: the number of the entry it looked at last. */
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});

/** Entries looked at for one answer: all incidents share the chain. */
const lookedAt = 1000;
const pageSize = 200;
/** The entries' times are of their writers' clocks: those of one chain may disagree by so much (decision 0020). */
const clocksDifferMs = 300_000;

type Chain = Pick<AuditChain, 'read' | 'head'>;

/** The number before which no entry is as late as this: numbers and times both rise, so the half that is too early is left out again and again. */
const numberBefore = async (chain: Chain, at: number): Promise<number> => {
  let low = 0;
  let high = (await chain.head())?.seq ?? 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = await chain.read({ after: middle, limit: 1 });
    if (entry !== undefined && entry.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The incident's entries after a number, and where to look on; no `next` at the end of the chain. */
const entriesOf = async (chain: Chain, incidentId: string, after: number) => {
  const entries: ChainEntry[] = [];
  let seq = after;
  for (let looked = 0; looked < lookedAt; looked += pageSize) {
    const page = await chain.read({ after: seq, limit: pageSize });
    entries.push(...page.filter(({ subject }) => subject.incident === incidentId));
    seq = page.at(-1)?.seq ?? seq;
    if (page.length < pageSize) return { entries };
  }
  return { entries, next: seq };
};

const list: Route['answer'] = async ({ id, query }, { store, chain }) => {
  const { openedAt } = await knownIncident(store, id);
  const { after = await numberBefore(chain, openedAt - clocksDifferMs) } = parse(querySchema, query);
  return json({ incident: id, ...(await entriesOf(chain, id, after)) });
};

export const incidentAuditRoutes: readonly Route[] = [{ key: 'GET /v1/incidents/{id}/audit', role: 'viewer', answer: list }];
