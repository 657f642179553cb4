/** route as a Lambda function: consumer of the findings queue. */
import * as z from 'zod';
import { systemClock } from '#adapters/clock.ts';
import { dynamodbAlerts } from '#adapters/dynamodb/alert-batch.ts';
import { dynamodbGroupStore } from '#adapters/dynamodb/group-store.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sqsTimers } from '#adapters/sqs/timers.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';
import { routedAlert } from '#kernel/routing/routed-alert.ts';
import { queueHandler } from '#stage/queue-handler.ts';
import { readSettings } from '#stage/settings.ts';
import { log } from '#stage/telemetry.ts';
import { routeAndAnnounce } from './announce.ts';

const settings = readSettings(
  z.object({
    RESPONSE_TABLE: z.string().min(1),
    TIMERS_QUEUE_URL: z.string().min(1),
    QUARANTINE_BUCKET: z.string().min(1),
    ESCALATION_STATE_MACHINE: z.string().min(1),
    REMEDIATION_STATE_MACHINE: z.string().min(1),
  }),
);
const policy = loadPolicy();
const alerts = dynamodbAlerts(settings.RESPONSE_TABLE);
const announce = {
  groups: dynamodbGroupStore(settings.RESPONSE_TABLE),
  timers: sqsTimers(settings.TIMERS_QUEUE_URL, systemClock),
  alertsOf: async (fingerprints: readonly string[]) => (await alerts(fingerprints)).map((alert) => routedAlert(alert, policy.routes)),
};
const ports = {
  announce,
  store: dynamodbResponseStore(settings.RESPONSE_TABLE),
  workflows: stepFunctionsWorkflows({ escalation: settings.ESCALATION_STATE_MACHINE, remediation: settings.REMEDIATION_STATE_MACHINE }),
  clock: systemClock,
  log,
};

export const handler = queueHandler(
  'route',
  (finding) => routeAndAnnounce(finding, ports, policy.routes),
  s3Quarantine(settings.QUARANTINE_BUCKET),
);
