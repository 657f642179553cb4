/** What people say of a kind of message: it outranks rules and models, for every service's messages of the kind, until it is withdrawn. */
import * as z from 'zod';
import { NotFoundError } from '#kernel/errors.ts';
import type { Correction, ResponseStore } from '#kernel/ports.ts';
import { categories, severities } from '#kernel/severity.ts';
import type { Caller } from './caller.ts';
import { json, parse, parseBody } from './json.ts';
import type { RespondPorts } from './ports.ts';
import { demandSilence } from './rights.ts';
import type { Route } from './route.ts';

const clusterId = z.string().regex(/^[0-9a-f]{20}$/, 'a cluster id: 20 hex digits, as an alert’s reason names it');

const bodySchema = z.strictObject({
  severity: z.enum(severities),
  category: z.enum(categories).optional(),
  reason: z.string().trim().min(1).max(200),
});

const view = ({ clusterId: id, verdict, by, at }: Correction) => ({
  id,
  verdict: { severity: verdict.severity, category: verdict.category, reason: verdict.reason },
  by,
  at: new Date(at).toISOString(),
});

const known = async (store: Pick<ResponseStore, 'corrections'>, id: string): Promise<Correction> => {
  const correction = (await store.corrections([parse(clusterId, id)])).get(id);
  if (correction === undefined)
    throw new NotFoundError('Nobody has corrected the verdict on this kind of message.', { reason: 'correction' });
  return correction;
};

/** A kind that is called routine is silent for everybody: whoever may say so may silence everything. */
const demandFor = (caller: Caller, { policy }: RespondPorts): void => demandSilence(caller, [], policy.people);

const set: Route['answer'] = async ({ id, body }, ports, caller) => {
  const { severity, category = severity === 'info' ? 'routine' : 'performance', reason } = parseBody(bodySchema, body);
  demandFor(caller, ports);
  const verdict = { severity, category, confidence: 1, source: 'person', reason };
  const correction = { clusterId: parse(clusterId, id), verdict, by: caller.name, at: ports.clock.now() };
  await ports.store.putCorrection(correction);
  return json({ cluster: view(correction) });
};

const withdraw: Route['answer'] = async ({ id }, ports, caller) => {
  const correction = await known(ports.store, id);
  demandFor(caller, ports);
  await ports.store.dropCorrection(id);
  return json({ cluster: view(correction) });
};

export const clusterRoutes: readonly Route[] = [
  {
    key: 'GET /v1/clusters/{id}/verdict',
    role: 'viewer',
    answer: async ({ id }, { store }) => json({ cluster: view(await known(store, id)) }),
  },
  { key: 'PUT /v1/clusters/{id}/verdict', role: 'responder', answer: set },
  { key: 'DELETE /v1/clusters/{id}/verdict', role: 'responder', answer: withdraw },
];
