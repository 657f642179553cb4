/** advise as a Lambda function: consumer of the requests for opinions. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbAnnotations } from '#adapters/dynamodb/annotations.ts';
import { dynamodbBudgetStore } from '#adapters/dynamodb/budget-store.ts';
import { dynamodbClaimStore } from '#adapters/dynamodb/claim-store.ts';
import { dynamodbDependencyStore } from '#adapters/dynamodb/dependency-store.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { httpClient } from '#adapters/http/http-client.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { sleep } from '#adapters/sleep.ts';
import { adviserFromPolicy } from '#ai/adviser-from-policy.ts';
import { callMeter } from '#ai/call-meter.ts';
import { requestHandler } from '#stage/request-handler.ts';
import { count, readSettings, text } from '#stage/settings.ts';
import { log } from '#stage/telemetry.ts';
import { advise } from './advise.ts';
import { reportOf } from './report.ts';
import { opinionRequestSchema } from './request.ts';

const settings = readSettings({ RESPONSE_TABLE: text, KNOWLEDGE_TABLE: text, ATTEMPTS: count });
const { providers, topology, detection } = loadPolicy();
const policy = { topology, neighbours: detection.secondOpinion?.neighbours ?? 0 };
const meter = callMeter();

const adviser = adviserFromPolicy(providers, {
  budget: dynamodbBudgetStore(settings.KNOWLEDGE_TABLE),
  clock: systemClock,
  sleep,
  random: Math.random,
  log,
  record: (call) => {
    meter.record(call);
    log.info('model asked', { ...call });
  },
  http: httpClient({ privateHttp: true, maxBodyBytes: 262_144, timeoutMs: 30_000 }),
  // What only some providers need is loaded with the first question to one.
  secrets: { get: async (id) => (await import('#adapters/secrets-manager/secrets.ts')).secrets.get(id) },
  converse: async () => (await import('#adapters/bedrock/converse.ts')).converse,
});

const ports = {
  store: dynamodbResponseStore(settings.RESPONSE_TABLE),
  annotations: dynamodbAnnotations(settings.RESPONSE_TABLE),
  dependencies: dynamodbDependencyStore(settings.KNOWLEDGE_TABLE),
  claims: dynamodbClaimStore(settings.KNOWLEDGE_TABLE),
  adviser,
  clock: systemClock,
};

export const handler = requestHandler(opinionRequestSchema, async (request, { id, attempt }) =>
  reportOf(await advise(request, { id, isLast: attempt >= settings.ATTEMPTS }, policy, ports), meter.read()),
);
