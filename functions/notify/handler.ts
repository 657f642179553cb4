/** notify as a Lambda function: a step of both workflows. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { httpClient } from '#adapters/http/http-client.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { sendEmail } from '#adapters/ses/send-email.ts';
import { sleep } from '#adapters/sleep.ts';
import { sendText } from '#adapters/sns/send-text.ts';
import { sqsDigestTimer } from '#adapters/sqs/timers.ts';
import { flushDigest } from '#channels/digest.ts';
import { deliveringChannelsOf } from '#channels/registry.ts';
import { readSettings, text } from '#stage/settings.ts';
import { taskHandler } from '#stage/task-handler.ts';
import { log } from '#stage/telemetry.ts';
import { notifyInputSchema } from './input.ts';
import { notify } from './notify.ts';

const settings = readSettings({
  RESPONSE_TABLE: text,
  LINK_SECRET: text,
  PUBLIC_URL: text,
  TIMERS_QUEUE_URL: text,
});
const policy = loadPolicy();
const store = dynamodbResponseStore(settings.RESPONSE_TABLE);
const http = httpClient({ timeoutMs: 5_000 });
const channels = deliveringChannelsOf(policy.channels, { http, log, clock: systemClock, sleep, secrets, store, sendEmail, sendText });
const digestPorts = { store, clock: systemClock, log, channels };
const digests = {
  flush: (person: string) => flushDigest(person, digestPorts, policy.people),
  wakeAt: sqsDigestTimer(settings.TIMERS_QUEUE_URL, systemClock),
};
const ports = { ...digestPorts, digests };

export const handler = taskHandler(notifyInputSchema, async (input) =>
  notify(input, ports, {
    publicUrl: settings.PUBLIC_URL.replace(/\/+$/, ''),
    linkSecret: await secrets.get(settings.LINK_SECRET),
    people: policy.people,
  }),
);
