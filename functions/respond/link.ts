/** Signed links: GET asks, POST acts. Link previews follow links too, so a GET changes nothing. */
import { knownIncident } from '#kernel/known-incident.ts';
import { type LinkClaims, verifyLink } from '#kernel/signed-link.ts';
import type { Account } from './account.ts';
import { answerApproval, answeredBefore, approvalExpired, pendingApproval } from './answer-approval.ts';
import { acknowledgeIncident, resolveIncident } from './answer-incident.ts';
import { type Page, renderPage } from './page.ts';
import type { RespondPorts } from './ports.ts';
import { Problem, problemOf, problemTitle } from './problem.ts';
import type { RespondRequest, RespondResponse } from './request.ts';

interface Words {
  readonly question: string;
  readonly button: string;
  readonly done: string;
  readonly after: string;
}

const words: Readonly<Record<LinkClaims['purpose'], Words>> = {
  acknowledge: {
    question: 'Take care of this incident?',
    button: 'Acknowledge',
    done: 'Acknowledged',
    after: 'The escalation waits. Resolve the incident when it is over, or it will go on.',
  },
  resolve: { question: 'Is this incident over?', button: 'Resolve', done: 'Resolved', after: 'The escalation has ended.' },
  approve: { question: 'Run this runbook?', button: 'Approve', done: 'Approved', after: 'The runbook is about to start.' },
  reject: { question: 'Reject this runbook?', button: 'Reject', done: 'Rejected', after: 'The runbook will not run.' },
};

/** What the link is about, and whether its question is settled already. */
const describe = async (ports: RespondPorts, { purpose, subject }: LinkClaims): Promise<{ paragraphs: string[]; settled?: string }> => {
  const isApproval = purpose === 'approve' || purpose === 'reject';
  const pending = isApproval ? await pendingApproval(ports, subject) : undefined;
  const incident = await knownIncident(ports.store, pending?.incidentId ?? subject);
  const since = new Date(incident.openedAt)
    .toISOString()
    .replace(/\.\d+Z$/, ' UTC')
    .replace('T', ' ');
  const about = [incident.title, `${incident.severity}, ${incident.status}, open since ${since}. Incident ${incident.id}.`];
  if (pending !== undefined) {
    const paragraphs = [pending.detail?.['description'] ?? pending.id, ...about];
    if (pending.answer !== undefined) return { paragraphs, settled: answeredBefore(pending.answer) };
    return pending.expiresAt <= ports.clock.now() ? { paragraphs, settled: approvalExpired } : { paragraphs };
  }
  if (incident.status === 'resolved') return { paragraphs: about, settled: `${incident.resolvedBy ?? 'Somebody'} has resolved it before.` };
  if (incident.status === 'acknowledged' && purpose === 'acknowledge')
    return { paragraphs: about, settled: `${incident.acknowledgedBy ?? 'Somebody'} has acknowledged it before.` };
  return { paragraphs: about };
};

const ask = async (ports: RespondPorts, claims: LinkClaims): Promise<Page> => {
  const { paragraphs, settled } = await describe(ports, claims);
  const { question, button } = words[claims.purpose];
  if (settled !== undefined) return { statusCode: 200, heading: 'Nothing left to do', paragraphs: [settled, ...paragraphs] };
  return { statusCode: 200, heading: question, paragraphs, button };
};

const act = async (ports: RespondPorts, { purpose, subject, person }: LinkClaims, causeId: string): Promise<Page> => {
  const answer = { by: person, causeId, via: 'link' };
  const { done, after } = words[purpose];
  const page = (says: string): Page => ({ statusCode: 200, heading: done, paragraphs: [`Recorded for ${person}.`, says] });
  if (purpose === 'acknowledge') await acknowledgeIncident(ports, subject, answer);
  else if (purpose === 'resolve') await resolveIncident(ports, subject, answer);
  else {
    const pending = await answerApproval(ports, subject, purpose === 'approve' ? 'approved' : 'rejected', answer);
    if (pending.answer === undefined) return page('More people must say yes before the runbook starts.');
  }
  return page(after);
};

/** The page for a link. 403 for one that is not genuine, 410 for an expired one, 404 and 409 as the routes answer. */
export const answerLink = async (
  request: RespondRequest,
  ports: RespondPorts,
  method: 'GET' | 'POST',
  account: Account,
): Promise<RespondResponse> => {
  account.via = 'link';
  try {
    const token = request.query['token'];
    if (token === undefined || token === '') throw new Problem(400, 'This link is incomplete.');
    const claims = verifyLink(token, await ports.linkSecret(), ports.clock.now());
    account.caller = claims.person;
    account.subject = claims.subject;
    return renderPage(method === 'GET' ? await ask(ports, claims) : await act(ports, claims, request.requestId));
  } catch (error) {
    const { status, message } = problemOf(error);
    if (status === 500) throw error;
    return renderPage({ statusCode: status, heading: problemTitle(status), paragraphs: [message] });
  }
};
