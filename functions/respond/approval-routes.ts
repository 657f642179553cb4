/** Approvals over the API: shown, given, refused. */
import { answerApproval, pendingApproval, viewApproval } from './answer-approval.ts';
import { json } from './json.ts';
import { answerOf } from './persons-answer.ts';
import type { Route } from './route.ts';

const answer =
  (outcome: 'approved' | 'rejected'): Route['answer'] =>
  async (request, ports, caller) =>
    json({ approval: viewApproval(await answerApproval(ports, request.id, outcome, answerOf(request, caller))) });

export const approvalRoutes: readonly Route[] = [
  {
    key: 'GET /v1/approvals/{id}',
    role: 'viewer',
    answer: async ({ id }, ports) => json({ approval: viewApproval(await pendingApproval(ports, id)) }),
  },
  { key: 'POST /v1/approvals/{id}/approve', role: 'responder', subject: 'approval', answer: answer('approved') },
  { key: 'POST /v1/approvals/{id}/reject', role: 'responder', subject: 'approval', answer: answer('rejected') },
];
