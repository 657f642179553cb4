/** A person's word that nothing is to be done any more: for one incident, or at all; and that it may be again. */
import * as z from 'zod';
import type { Stop } from '#kernel/ports.ts';
import { answerApproval } from './answer-approval.ts';
import { json, parseBody } from './json.ts';
import { answerFields, answerIn, type PersonsAnswer } from './persons-answer.ts';
import type { RespondPorts } from './ports.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

const bodySchema = z.strictObject({ ...answerFields, reason: z.string().trim().min(1).max(500) });

/** Whoever waits for a yes hears a no, so that nothing waits for what must not happen. */
const rejectPending = async (ports: RespondPorts, incidentId: string, answer: PersonsAnswer): Promise<void> => {
  const timeline = await ports.store.timeline(incidentId);
  const asked = new Set(timeline.filter(({ kind }) => kind === 'approval_requested').map(({ detail }) => String(detail?.['approvalId'])));
  for (const id of asked) {
    const pending = await ports.store.pending(id);
    if (pending?.answer !== undefined || (pending?.expiresAt ?? 0) <= ports.clock.now()) continue;
    try {
      await answerApproval(ports, id, 'rejected', answer);
    } catch (error) {
      // Answered or expired meanwhile: the stop holds all the same.
      if (!(error instanceof Problem)) throw error;
    }
  }
};

/** On the audit chain, under the request that said so. */
const chain = (ports: RespondPorts, act: string, { by, causeId, via, reason = '' }: PersonsAnswer, incident = 'all') =>
  ports.chain.append({ at: ports.clock.now(), id: `${act}/${causeId}`, actor: by, act, subject: { incident }, reason, detail: { via } });

const stopIncident: Route['answer'] = async (request, ports, caller) => {
  const answer = answerIn(request, caller, parseBody(bodySchema, request.body));
  const wanted: Stop = { subject: request.id, by: answer.by, at: ports.clock.now(), reason: answer.reason ?? '' };
  await ports.store.putStop(wanted);
  const stop = (await ports.store.stop(request.id)) ?? wanted;
  await ports.store.record({
    ...{ incidentId: request.id, at: stop.at, kind: 'remediation_stopped', causeId: `stop-${request.id}-${stop.at}` },
    ...{ by: stop.by, reason: stop.reason ?? '', detail: { cause: answer.causeId, via: answer.via } },
  });
  await chain(ports, 'remediation_stopped', answer, request.id);
  await rejectPending(ports, request.id, answer);
  return json({ stop });
};

/** What was stopped or rejected stays so: only what begins from now on may act again. On record before it holds, once for each stop. */
const resumeIncident: Route['answer'] = async (request, ports, caller) => {
  const answer = answerIn(request, caller, parseBody(bodySchema, request.body));
  const { id: incidentId } = request;
  const stop = await ports.store.stop(incidentId);
  if (stop !== undefined) {
    await ports.store.record({
      ...{ incidentId, at: ports.clock.now(), kind: 'remediation_resumed', causeId: `resume-${incidentId}-${stop.at}` },
      ...{ by: answer.by, reason: answer.reason ?? '', detail: { cause: answer.causeId, via: answer.via } },
    });
    await chain(ports, 'remediation_resumed', answer, incidentId);
    await ports.store.dropStop(incidentId);
  }
  return json({ stop: null });
};

const stopAll: Route['answer'] = async (request, ports, caller) => {
  const answer = answerIn(request, caller, parseBody(bodySchema, request.body));
  await ports.store.putStop({ subject: 'all', by: answer.by, at: ports.clock.now(), reason: answer.reason ?? '' });
  await chain(ports, 'everything_stopped', answer);
  return json({ stop: await ports.store.stop('all') });
};

const resumeAll: Route['answer'] = async (request, ports, caller) => {
  const answer = answerIn(request, caller, parseBody(bodySchema, request.body));
  await ports.store.dropStop('all');
  await chain(ports, 'everything_resumed', answer);
  return json({ stop: null });
};

export const stopRoutes: readonly Route[] = [
  { key: 'POST /v1/incidents/{id}/stop-remediation', role: 'responder', subject: 'incident', answer: stopIncident },
  { key: 'POST /v1/incidents/{id}/resume-remediation', role: 'responder', subject: 'incident', answer: resumeIncident },
  { key: 'GET /v1/remediation', role: 'viewer', answer: async (_, { store }) => json({ stop: (await store.stop('all')) ?? null }) },
  { key: 'POST /v1/remediation/stop', role: 'responder', answer: stopAll },
  { key: 'POST /v1/remediation/resume', role: 'admin', answer: resumeAll },
];
