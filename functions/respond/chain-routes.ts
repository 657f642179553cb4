/** The audit chain as it is: page by page, a line an entry, and its head, by which a copy can be held to it later. */
import * as z from 'zod';
import { genesis } from '#kernel/audit-chain.ts';
import { chainLine } from '#kernel/verify-chain.ts';
import { json, parse } from './json.ts';
import type { Route } from './route.ts';

/** An answer has room for 6 MB; 200 entries take 4 at the most. */
const querySchema = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(200),
});

const list: Route['answer'] = async ({ query }, { chain }) => {
  const entries = await chain.read(parse(querySchema, query));
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
    body: entries.map((entry) => `${chainLine(entry)}\n`).join(''),
  };
};

const head: Route['answer'] = async (_, { chain }) => {
  const last = await chain.head();
  return json({ head: last === undefined ? { seq: 0, hash: genesis } : { seq: last.seq, at: last.at, hash: last.hash } });
};

export const chainRoutes: readonly Route[] = [
  { key: 'GET /v1/audit/chain', role: 'admin', answer: list },
  { key: 'GET /v1/audit/chain/head', role: 'admin', answer: head },
];
