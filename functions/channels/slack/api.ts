/** Slack's Web API: JSON both ways, and failures that come as 200 with `ok: false`. */
import * as z from 'zod';
import { UpstreamError } from '#kernel/errors.ts';
import { answerError, type Http, repeatable } from '#kernel/http.ts';

const answerSchema = z.object({ ok: z.boolean(), error: z.string().optional(), ts: z.string().optional(), channel: z.string().optional() });

/** What Slack says when trying again can help [D: errors of chat.postMessage]. */
const passing = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** Slack's word for a failure, for reasons: nothing else of the answer is kept. */
const word = (error: string | undefined): string => (error !== undefined && /^[a-z_]{1,60}$/.test(error) ? error : 'unknown_error');

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Calls a method; the answer when it is ok, UpstreamError with Slack's own word as `reason` otherwise. */
export const slackApi =
  (http: Http) =>
  async (
    method: 'chat.postMessage' | 'chat.update',
    token: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly ts: string; readonly channel: string }> => {
    const answer = await repeatable(http)({
      method: 'POST',
      url: `https://slack.com/api/${method}`,
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    if (answer.status < 200 || answer.status > 299) throw answerError('Slack', answer);
    const result = answerSchema.safeParse(parsed(answer.body));
    if (!result.success) throw new UpstreamError('Slack answered what is not its API.', { reason: 'unreadable', retryable: false });
    const { ok, error, ts, channel } = result.data;
    if (ok && ts !== undefined && channel !== undefined) return { ts, channel };
    const reason = ok ? 'unreadable' : word(error);
    throw new UpstreamError(`Slack refused ${method}: ${reason}.`, { reason, retryable: passing.has(reason) });
  };
