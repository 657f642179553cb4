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

const stopIncident: Route['answer'] = async (request, ports, caller) => {
  const answer = answerIn(request, caller, parseBody(bodySchema, request.body));
  const stop: Stop = { subject: request.id, by: answer.by, at: ports.clock.now(), reason: answer.reason ?? '' };
  await ports.store.putStop(stop);
  await ports.store.record({
    incidentId: request.id,
    at: stop.at,
    kind: 'remediation_stopped',
    causeId: `stop-${request.id}`,
    by: answer.by,
    reason: answer.reason ?? '',
    detail: { cause: answer.causeId, via: answer.via },
  });
  await rejectPending(ports, request.id, answer);
  return json({ stop: (await ports.store.stop(request.id)) ?? stop });
};

const stopAll: Route['answer'] = async (request, ports, caller) => {
  const { by, reason = '' } = answerIn(request, caller, parseBody(bodySchema, request.body));
  await ports.store.putStop({ subject: 'all', by, at: ports.clock.now(), reason });
  return json({ stop: await ports.store.stop('all') });
};

const resumeAll: Route['answer'] = async (request, ports, caller) => {
  answerIn(request, caller, parseBody(bodySchema, request.body));
  await ports.store.dropStop('all');
  return json({ stop: null });
};

export const stopRoutes: readonly Route[] = [
  { key: 'POST /v1/incidents/{id}/stop-remediation', role: 'responder', subject: 'incident', answer: stopIncident },
  { key: 'GET /v1/remediation', role: 'viewer', answer: async (_, { store }) => json({ stop: (await store.stop('all')) ?? null }) },
  { key: 'POST /v1/remediation/stop', role: 'responder', answer: stopAll },
  { key: 'POST /v1/remediation/resume', role: 'admin', answer: resumeAll },
];
