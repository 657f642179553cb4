/** Silences over the API, with Alertmanager's fields; matchers and times are texts as people write them. */
import * as z from 'zod';
import { wakeEscalations } from '#kernel/answers.ts';
import { durationMs } from '#kernel/duration.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { untilNoRaceIsLost } from '#kernel/lost-race.ts';
import { duration, matcher } from '#kernel/policy/terms.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { matcherText, parseMatcher } from '#kernel/routing/matchers.ts';
import type { Silence } from '#kernel/silence.ts';
import type { SilenceRequest } from '#kernel/silences/check-silence.ts';
import { previewSilence } from '#kernel/silences/preview-silence.ts';
import { changeSilence, createSilence, expireSilence, silenceState } from '#kernel/silences/set-silence.ts';
import type { Caller } from './caller.ts';
import { json, parse, parseBody } from './json.ts';
import type { RespondPorts } from './ports.ts';
import { Problem } from './problem.ts';
import { demandSilence } from './rights.ts';
import type { Route } from './route.ts';

type Store = Pick<ResponseStore, 'silence' | 'putSilence'>;

const matchers = z.array(matcher).max(50);
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const bodySchema = z
  .strictObject({
    /** Of the silence to change. */
    id: z.string().min(1).max(200).optional(),
    matchers,
    startsAt: time.optional(),
    endsAt: time.optional(),
    /** Instead of `endsAt`, counted from the start. */
    duration: duration.optional(),
    createdBy: z.string().trim().min(1).max(200).optional(),
    comment: z.string().trim().min(1).max(1000),
  })
  .refine(({ endsAt, duration }) => (endsAt === undefined) !== (duration === undefined), 'either endsAt or duration is needed');

type Body = z.infer<typeof bodySchema>;

const iso = (at: number): string => new Date(at).toISOString();

const view = (silence: Silence, now: number) => ({
  id: silence.id,
  status: { state: silenceState(silence, now) },
  matchers: silence.matchers.map(matcherText),
  startsAt: iso(silence.startsAt),
  endsAt: iso(silence.endsAt),
  updatedAt: iso(silence.updatedAt),
  createdBy: silence.createdBy,
  comment: silence.comment,
});

const known = async (store: Store, id: string): Promise<Silence> => {
  const silence = await store.silence(id);
  if (silence === undefined) throw new NotFoundError('There is no such silence.', { reason: 'silence' });
  return silence;
};

const authorOf = (caller: Caller, createdBy: string | undefined): string => {
  if (createdBy === undefined || createdBy === caller.name) return caller.name;
  if (!caller.trusted) throw new Problem(403, 'A silence is made in your own name.');
  return createdBy;
};

const requestOf = (body: Body, caller: Caller, now: number): SilenceRequest => ({
  matchers: body.matchers.map(parseMatcher),
  ...(body.startsAt === undefined ? {} : { startsAt: body.startsAt }),
  endsAt: body.endsAt ?? (body.startsAt ?? now) + durationMs(body.duration ?? '0s'),
  createdBy: authorOf(caller, body.createdBy),
  comment: body.comment,
});

/** Made once, however often the same request comes. */
const create = async (store: Store, id: string, request: SilenceRequest, now: number): Promise<Silence> => {
  const silence = createSilence(id, request, now);
  const before = await store.silence(id);
  if (before === undefined) await store.putSilence(silence);
  else if (before.comment !== silence.comment || String(before.matchers.map(matcherText)) !== String(silence.matchers.map(matcherText)))
    throw new Problem(409, 'This Idempotency-Key made another silence before.');
  return before ?? silence;
};

const change = async (store: Store, id: string, newId: string, request: SilenceRequest, now: number): Promise<Silence> => {
  const changed = changeSilence(await known(store, id), request, newId, now);
  if (changed.silence.id === id) await store.putSilence(changed.silence);
  // A repetition finds the new one written, and the old one perhaps not ended yet.
  else await create(store, newId, request, now);
  if (changed.expired !== undefined) await store.putSilence(changed.expired);
  return changed.silence;
};

/** Whoever changes or ends a silence must be allowed to make it. */
const demandFor = (caller: Caller, { policy }: RespondPorts, silence: Pick<Silence, 'matchers'>): void =>
  demandSilence(caller, silence.matchers, policy.people);

const list: Route['answer'] = async ({ query }, { store, clock }) => {
  const { state } = parse(z.object({ state: z.enum(['pending', 'active', 'expired']).optional() }), query);
  const now = clock.now();
  const silences = (await store.silences()).filter((silence) => state === undefined || silenceState(silence, now) === state);
  return json({ silences: silences.toSorted((a, b) => a.endsAt - b.endsAt).map((silence) => view(silence, now)) });
};

const set: Route['answer'] = async ({ body, causeId }, ports, caller) => {
  const asked = parseBody(bodySchema, body);
  const now = ports.clock.now();
  const request = requestOf(asked, caller, now);
  demandFor(caller, ports, request);
  const newId = `silence-${idFrom('silence', causeId)}`;
  const silence = await untilNoRaceIsLost(async () => {
    if (asked.id === undefined) return create(ports.store, newId, request, now);
    demandFor(caller, ports, await known(ports.store, asked.id));
    return change(ports.store, asked.id, newId, request, now);
  });
  if (asked.id !== undefined) await wakeEscalations(ports, { silenceId: asked.id, by: caller.name, at: now });
  return json({ silence: view(silence, now) });
};

const expire: Route['answer'] = async ({ id }, ports, caller) => {
  const { store } = ports;
  const now = ports.clock.now();
  const silence = await untilNoRaceIsLost(async () => {
    const before = await known(store, id);
    demandFor(caller, ports, before);
    const expired = expireSilence(before, now);
    if (expired !== undefined) await store.putSilence(expired);
    return expired ?? before;
  });
  await wakeEscalations(ports, { silenceId: id, by: caller.name, at: now });
  return json({ silence: view(silence, now) });
};

const preview: Route['answer'] = async ({ body }, { store }) => {
  const { matchers: texts } = parseBody(z.object({ matchers }), body);
  return json({ preview: await previewSilence(store, texts.map(parseMatcher)) });
};

export const silenceRoutes: readonly Route[] = [
  { key: 'GET /v1/silences', role: 'viewer', answer: list },
  { key: 'POST /v1/silences', role: 'responder', subject: 'silence', answer: set },
  { key: 'POST /v1/silences/preview', role: 'viewer', answer: preview },
  {
    key: 'GET /v1/silences/{id}',
    role: 'viewer',
    answer: async ({ id }, { store, clock }) => json({ silence: view(await known(store, id), clock.now()) }),
  },
  { key: 'DELETE /v1/silences/{id}', role: 'responder', subject: 'silence', answer: expire },
];
