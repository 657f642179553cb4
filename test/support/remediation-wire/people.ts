/** What people do about a remediation, each as its own client does it: over the API, by a signed link, by a button in Slack. */
import type { Act } from './journey.ts';
import { signingSecret } from './policy.ts';
import type { WireRun } from './run.ts';
import type { WireStage } from './stage.ts';

type Outcome = 'approve' | 'reject';

const post = async ({ pipeline }: WireStage, path: string, by: string): Promise<number> => {
  const body = JSON.stringify({ by, reason: 'Not now.' });
  return (await pipeline.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
};

const approvalOf = async (run: WireRun, stage: WireStage): Promise<string> => {
  const { timeline } = await stage.shown(run);
  return String(timeline.find(({ kind }) => kind === 'approval_requested')?.detail?.['approvalId']);
};

/** Over the API; the status. */
export const answer = async (run: WireRun, stage: WireStage, outcome: Outcome, by: string): Promise<number> =>
  post(stage, `/v1/approvals/${await approvalOf(run, stage)}/${outcome}`, by);

/** By the link in the message that asked; the status. */
export const followLink = async (run: WireRun, stage: WireStage, outcome: Outcome): Promise<number> => {
  const asked = stage.pipeline.heard().findLast(({ incident, links }) => incident.id === run.incidentId && links[outcome] !== undefined);
  const { pathname, search } = new URL(asked?.links[outcome] ?? '/none', stage.pipeline.url);
  return (await stage.pipeline.fetch(`${pathname}${search}`, { method: 'POST' })).status;
};

/** By the button in Slack, as Slack tells us of it; the status. */
export const press = async (run: WireRun, stage: WireStage, outcome: Outcome, user: string, secret = signingSecret): Promise<number> => {
  const { slack } = stage.pipeline.cloud.standIns;
  const actionId = `streamwarden_${outcome}`;
  const asked = slack
    .messages()
    .findLast(({ blocks }) => [actionId, run.incidentId].every((part) => JSON.stringify(blocks).includes(part)));
  const { body, headers } = slack.press({ ts: asked?.ts ?? '', actionId, user, signingSecret: secret });
  return (await stage.pipeline.fetch('/v1/slack/interactions', { method: 'POST', headers, body })).status;
};

const acts =
  (path: (run: WireRun) => string): Act =>
  async (run, stage) => [await post(stage, path(run), 'robin')];

export const approves: Act = async (run, stage) => [await answer(run, stage, 'approve', 'sam')];
export const rejects: Act = async (run, stage) => [await answer(run, stage, 'reject', 'sam')];
export const resolves = acts(({ incidentId }) => `/v1/incidents/${incidentId}/resolve`);
export const stops = acts(({ incidentId }) => `/v1/incidents/${incidentId}/stop-remediation`);
export const lifts = acts(({ incidentId }) => `/v1/incidents/${incidentId}/resume-remediation`);
export const stopsEverything = acts(() => '/v1/remediation/stop');
export const resumesEverything = acts(() => '/v1/remediation/resume');

/** One after the other. */
export const inTurn =
  (...all: readonly Act[]): Act =>
  async (run, stage) => {
    const statuses: number[] = [];
    for (const act of all) statuses.push(...(await act(run, stage)));
    return statuses;
  };
