/** respond as a Lambda function: the responders' routes and signed links. */
import middy from '@middy/core';
import { systemClock } from '#adapters/clock.ts';
import { dynamodbAnnotations } from '#adapters/dynamodb/annotations.ts';
import { dynamodbAuditChain } from '#adapters/dynamodb/audit-chain.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';
import { readInteraction } from '#channels/slack/interaction.ts';
import { optional, readSettings, text } from '#stage/settings.ts';
import { log } from '#stage/telemetry.ts';
import type { RespondResponse } from './request.ts';
import { respond } from './respond.ts';
import type { SlackRequest } from './slack.ts';

const settings = readSettings({
  RESPONSE_TABLE: text,
  LINK_SECRET: text,
  ESCALATION_STATE_MACHINE: text,
  ROLES_CLAIM: optional(text),
});
const policy = loadPolicy();
const slackSecret = policy.channels.slack?.signingSecret;
const linkSecret = () => secrets.get(settings.LINK_SECRET);

const readPress = (id: string) => async (request: SlackRequest) =>
  readInteraction(request, { signingSecret: await secrets.get(id), linkSecret: await linkSecret(), now: systemClock.now() });

const ports = {
  store: dynamodbResponseStore(settings.RESPONSE_TABLE),
  chain: dynamodbAuditChain(settings.RESPONSE_TABLE),
  annotations: dynamodbAnnotations(settings.RESPONSE_TABLE),
  workflows: stepFunctionsWorkflows({ escalation: settings.ESCALATION_STATE_MACHINE }),
  clock: systemClock,
  log,
  linkSecret,
  policy,
  ...(slackSecret === undefined ? {} : { readPress: readPress(slackSecret) }),
  ...(settings.ROLES_CLAIM === undefined ? {} : { rolesClaim: settings.ROLES_CLAIM }),
};

export const handler = middy<unknown, RespondResponse>().handler((event: unknown) => respond(event, ports));
