/** route as a Lambda function: consumer of the findings queue. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbDependencyStore } from '#adapters/dynamodb/dependency-store.ts';
import { dynamodbGroupStore } from '#adapters/dynamodb/group-store.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sqsOpinionRequests } from '#adapters/sqs/opinion-requests.ts';
import { sqsTimers, sqsWatchTimer } from '#adapters/sqs/timers.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';
import { queueHandler } from '#stage/queue-handler.ts';
import { optional, readSettings, text, url } from '#stage/settings.ts';
import { log } from '#stage/telemetry.ts';
import { routeStage } from './route.ts';

const settings = readSettings({
  RESPONSE_TABLE: text,
  KNOWLEDGE_TABLE: text,
  TIMERS_QUEUE_URL: text,
  QUARANTINE_BUCKET: text,
  ESCALATION_STATE_MACHINE: text,
  REMEDIATION_STATE_MACHINE: text,
  OPINIONS_QUEUE_URL: optional(url),
});
const policy = loadPolicy();
const { secondOpinion } = policy.detection;
const { OPINIONS_QUEUE_URL: opinionsUrl } = settings;
const ports = {
  store: dynamodbResponseStore(settings.RESPONSE_TABLE),
  groups: dynamodbGroupStore(settings.RESPONSE_TABLE),
  timers: sqsTimers(settings.TIMERS_QUEUE_URL, systemClock),
  watch: sqsWatchTimer(settings.TIMERS_QUEUE_URL, systemClock),
  dependencies: dynamodbDependencyStore(settings.KNOWLEDGE_TABLE),
  workflows: stepFunctionsWorkflows({ escalation: settings.ESCALATION_STATE_MACHINE, remediation: settings.REMEDIATION_STATE_MACHINE }),
  clock: systemClock,
  log,
  ...(secondOpinion === undefined || opinionsUrl === undefined
    ? {}
    : { opinions: { from: secondOpinion.severity, ask: sqsOpinionRequests(opinionsUrl, secondOpinion.afterSeconds) } }),
};

export const handler = queueHandler('route', routeStage(ports, policy), s3Quarantine(settings.QUARANTINE_BUCKET));
