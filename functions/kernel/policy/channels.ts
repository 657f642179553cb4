/** Where notifications go: channels.yaml. Secrets are named, never written down. */
import * as z from 'zod';
import { templates } from './template.ts';
import { name, secretId } from './terms.ts';

/** A host's name, without scheme, port or path. */
const host = z
  .string()
  .max(253)
  .regex(/^(?=.*\.)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'a host such as hooks.example.com');

/** What every channel has. */
const common = {
  name,
  /** More messages than this within a minute fail for now, and go out when whoever sends them tries again; those of critical incidents always go out. */
  messagesPerMinute: z.number().int().min(1).max(10_000).optional(),
  templates: templates.optional(),
};

/** One line in the function's log for each message. */
const consoleEntry = z.strictObject({ name, kind: z.literal('console') });

/** A POST of JSON. */
const webhookEntry = z.strictObject({
  ...common,
  kind: z.literal('webhook'),
  url: z.url({ protocol: /^https$/ }),
  /** `alertmanager`: its webhook's body, version 4. `cloudevents`: CloudEvents 1.0, structured. */
  format: z.enum(['alertmanager', 'cloudevents']).default('alertmanager'),
  /** With it each message is signed as Standard Webhooks says; holds the key, base64 after `whsec_`. */
  signingSecret: secretId.optional(),
});

/** Slack's Web API: one thread an incident, with buttons. */
const slackEntry = z.strictObject({
  ...common,
  kind: z.literal('slack'),
  /** Where to post: a conversation's id. */
  channel: z.string().regex(/^[CGD][A-Z0-9]{2,20}$/, "a conversation's id such as C0123456789"),
  /** Holds the app's bot token. */
  botToken: secretId,
});

/** PagerDuty Events v2. */
const pagerdutyEntry = z.strictObject({
  ...common,
  kind: z.literal('pagerduty'),
  /** Holds the service's integration key. */
  routingKey: secretId,
  region: z.enum(['us', 'eu']).default('us'),
});

/** An Adaptive Card to a Workflows or incoming webhook address. */
const teamsEntry = z.strictObject({
  ...common,
  kind: z.literal('teams'),
  /** Holds the address, which is itself a secret. */
  url: secretId,
  /** The address must be of this host. */
  host,
});

/** E-mail through Amazon SES. */
const emailEntry = z.strictObject({
  ...common,
  kind: z.literal('email'),
  from: z.email(),
  /** The verified SES identity that `from` belongs to; its domain when absent. */
  identity: z
    .string()
    .max(320)
    .regex(/^[A-Za-z0-9.@_+-]+$/)
    .optional(),
  /** Always addressed, beside the people of a message. */
  to: z.array(z.email()).max(40).default([]),
  configurationSet: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
});

/** Text messages through Amazon SNS. */
const smsEntry = z.strictObject({
  ...common,
  kind: z.literal('sms'),
  senderId: z
    .string()
    .regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/)
    .optional(),
});

/** `channels.yaml`: where notifications go. */
export const channelsSchema = z.strictObject({
  channels: z.array(
    z.discriminatedUnion('kind', [consoleEntry, webhookEntry, slackEntry, pagerdutyEntry, teamsEntry, emailEntry, smsEntry]),
  ),
  slack: z
    .strictObject({
      /** Holds the app's signing secret: with it presses of buttons are believed. */
      signingSecret: secretId,
    })
    .optional(),
});
