/**
 * A press of a button in Slack: whether Slack sent it, what it asks for, and who pressed. Pure; the route that takes
 * `POST /v1/slack/interactions` hands over the raw body and the two headers, acts, and answers 200 within three seconds.
 *
 * ```ts
 * const press = readInteraction(
 *   { body, timestamp: headers['x-slack-request-timestamp'], signature: headers['x-slack-signature'] },
 *   { signingSecret, linkSecret, now },
 * );
 * // { action: 'acknowledge', incidentId: 'inc-1', user: { id: 'U0ALEX' }, causeId: 'slack/…', responseUrl: 'https://hooks.slack.com/…' }
 * ```
 *
 * A replayed press is harmless: it has the same `causeId`, under which an answer is recorded once.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { InputError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { verifyLink } from '#kernel/signed-link.ts';

/** What came over HTTP. */
export interface InteractionRequest {
  /** As received, not decoded: it is what was signed. */
  readonly body: string;
  /** Header `x-slack-request-timestamp`. */
  readonly timestamp: string | undefined;
  /** Header `x-slack-signature`. */
  readonly signature: string | undefined;
}

export interface InteractionSettings {
  /** Slack's signing secret of the app. */
  readonly signingSecret: string;
  /** What links and buttons are signed with. */
  readonly linkSecret: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a genuine press asks for. */
export type Interaction = (
  | { readonly action: 'acknowledge' | 'resolve'; readonly incidentId: string }
  | { readonly action: 'approve' | 'reject'; readonly approvalId: string }
) & {
  /** Slack's id; `people.yaml` may know it as `slackUserId`. */
  readonly user: { readonly id: string };
  /** Whom the button was shown to, as the message addressed them: `alex+sam`. */
  readonly person: string;
  /** The same for every replay of one press. */
  readonly causeId: string;
  /** Where an answer to the press may be sent for 30 minutes: a secret. */
  readonly responseUrl?: string;
};

/** Slack's own advice: a request is not believed for longer [D: docs.slack.dev/authentication/verifying-requests-from-slack]. */
const freshSeconds = 300;
const longestBody = 1_048_576;

const refused = (message: string, reason: string): InputError => new InputError(message, { reason });

const verifySignature = ({ body, timestamp, signature }: InteractionRequest, signingSecret: string, now: number): void => {
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp) || signature === undefined)
    throw refused('The request is not signed.', 'signature_missing');
  const wanted = Buffer.from(`v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`);
  const given = Buffer.from(signature);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw refused('The signature is not Slack’s.', 'signature_invalid');
  if (Math.abs(now / 1000 - Number(timestamp)) > freshSeconds) throw refused('The request is too old.', 'signature_expired');
};

const payloadSchema = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]{2,30}$/) }),
  response_url: z.url({ protocol: /^https$/, hostname: /^hooks\.slack\.com$/ }).optional(),
  actions: z
    .array(
      z.object({
        action_id: z.enum(['streamwarden_acknowledge', 'streamwarden_resolve', 'streamwarden_approve', 'streamwarden_reject']),
        value: z.string().min(1).max(2_000),
        action_ts: z.string().max(40),
      }),
    )
    .length(1),
});

const payloadOf = (body: string): z.infer<typeof payloadSchema> => {
  let json: unknown;
  try {
    json = JSON.parse(new URLSearchParams(body).get('payload') ?? '');
  } catch {
    throw refused('The request holds no payload.', 'payload');
  }
  const result = payloadSchema.safeParse(json);
  if (!result.success) throw refused('The payload is no press of one of our buttons.', 'payload');
  return result.data;
};

/** The press a request stands for. InputError for one that Slack did not sign, that is older than five minutes, or whose button was not ours or has expired. */
export const readInteraction = (request: InteractionRequest, { signingSecret, linkSecret, now }: InteractionSettings): Interaction => {
  if (request.body.length > longestBody) throw refused('The request is too large.', 'too_large');
  verifySignature(request, signingSecret, now);
  const { user, actions, response_url: responseUrl } = payloadOf(request.body);
  const [press] = actions;
  if (press === undefined) throw refused('The payload is no press of one of our buttons.', 'payload');
  const { purpose, subject, person } = verifyLink(press.value, linkSecret, now);
  if (press.action_id !== `streamwarden_${purpose}`) throw refused('The button does not do what it says.', 'action_mismatch');
  const rest = {
    user: { id: user.id },
    person,
    causeId: `slack/${idFrom(user.id, purpose, subject, press.action_ts)}`,
    ...(responseUrl === undefined ? {} : { responseUrl }),
  };
  return purpose === 'acknowledge' || purpose === 'resolve'
    ? { action: purpose, incidentId: subject, ...rest }
    : { action: purpose, approvalId: subject, ...rest };
};
