/** Presses of buttons in Slack: believed when Slack signed them, and done in the name of who pressed. */
import { knownIncident } from '#kernel/known-incident.ts';
import type { Account } from './account.ts';
import { answerApproval, pendingApproval } from './answer-approval.ts';
import { acknowledgeIncident, resolveIncident } from './answer-incident.ts';
import { type Caller, rolesInTeams } from './caller.ts';
import type { PersonsAnswer } from './persons-answer.ts';
import type { RespondPorts } from './ports.ts';
import { Problem } from './problem.ts';
import type { RespondRequest, RespondResponse } from './request.ts';
import { demand, teamOf } from './rights.ts';

/** The route of Slack's interactivity request URL. */
export const slackRoute = 'POST /v1/slack/interactions';

/** What a genuine press asks for. */
type Press = (
  | { readonly action: 'acknowledge' | 'resolve'; readonly incidentId: string }
  | { readonly action: 'approve' | 'reject'; readonly approvalId: string }
) & {
  /** Slack's id of who pressed. */
  readonly user: { readonly id: string };
  /** The same for every replay of one press. */
  readonly causeId: string;
};

/** A request as Slack sent it: the body is what was signed. */
export interface SlackRequest {
  readonly body: string;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** Reads a press. InputError (`signature_…` among the reasons) for one that Slack did not send. */
export type ReadPress = (request: SlackRequest) => Promise<Press>;

const personOf = (press: Press, { policy }: RespondPorts): string => {
  const found = Object.entries(policy.people.people).find(([, { slackUserId }]) => slackUserId === press.user.id);
  if (found === undefined) throw new Problem(403, 'policy/people.yaml has nobody with this slackUserId.');
  return found[0];
};

/** Everybody in the conversation sees the button: where there are teams, their roles decide. */
const demandOf = async (press: Press, person: string, { store, policy }: RespondPorts): Promise<void> => {
  if (Object.keys(policy.people.teams).length === 0) return;
  const incidentId = 'incidentId' in press ? press.incidentId : (await pendingApproval({ store }, press.approvalId)).incidentId;
  const caller: Caller = { name: person, via: 'slack', trusted: false, roles: rolesInTeams(person, policy.people) };
  demand(caller, 'responder', teamOf(await knownIncident(store, incidentId), policy.people));
};

const act = async (press: Press, answer: PersonsAnswer, ports: RespondPorts): Promise<void> => {
  if ('incidentId' in press)
    await (press.action === 'acknowledge' ? acknowledgeIncident : resolveIncident)(ports, press.incidentId, answer);
  else await answerApproval(ports, press.approvalId, press.action === 'approve' ? 'approved' : 'rejected', answer);
};

/** Does what was pressed. Slack shows whoever pressed that something is wrong when the answer is not 200. */
export const answerSlack = async ({ body, headers }: RespondRequest, ports: RespondPorts, account: Account): Promise<RespondResponse> => {
  account.via = 'slack';
  if (ports.readPress === undefined) throw new Problem(404, 'There is no such route.');
  const press = await ports.readPress({
    body,
    timestamp: headers['x-slack-request-timestamp'],
    signature: headers['x-slack-signature'],
  });
  account.subject = 'incidentId' in press ? press.incidentId : press.approvalId;
  const by = personOf(press, ports);
  account.caller = by;
  await demandOf(press, by, ports);
  await act(press, { by, causeId: press.causeId, via: 'slack' }, ports);
  return { statusCode: 200, headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' }, body: '' };
};
