/** remediate as a Lambda function: every step of the remediation workflow that is not a message. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbAuditChain } from '#adapters/dynamodb/audit-chain.ts';
import { dynamodbDependencyStore } from '#adapters/dynamodb/dependency-store.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { clusterToken } from '#adapters/eks/cluster-token.ts';
import { guardedClient } from '#adapters/http/guarded-client.ts';
import { httpProbe } from '#adapters/http/probe.ts';
import { functions } from '#adapters/lambda/functions.ts';
import { metricHistory } from '#adapters/metric-history.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { automations } from '#adapters/ssm/automations.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';
import { egressOf } from '#kernel/policy/egress.ts';
import { readMetricStore } from '#stage/metric-store-settings.ts';
import { optional, readSettings, text, url } from '#stage/settings.ts';
import { taskHandler } from '#stage/task-handler.ts';
import { remediateInputSchema } from './input.ts';
import { targetsOf } from './registry.ts';
import { remediate } from './remediate.ts';

const settings = readSettings({
  RESPONSE_TABLE: text,
  AWX_TOKEN_SECRET: text,
  ESCALATION_STATE_MACHINE: text,
  KNOWLEDGE_TABLE: optional(text),
  PUBLIC_URL: optional(url),
});
const policy = loadPolicy();
const egress = egressOf(policy.remediations);
const http = guardedClient(egress);
const targets = targetsOf(policy.remediations, {
  ...{ http, clock: systemClock, automations, functions },
  secret: (name = settings.AWX_TOKEN_SECRET) => secrets.get(name),
  cluster: ({ cluster, certificateAuthority }) => ({
    http: guardedClient(egress, { certificateAuthority: Buffer.from(certificateAuthority, 'base64').toString() }),
    token: () => clusterToken(cluster, systemClock),
  }),
});
const asksMetrics = policy.remediations.rules.some(({ verify }) => verify.metric !== undefined);
const place = asksMetrics ? readMetricStore() : { kind: 'none' as const };
const ports = {
  store: dynamodbResponseStore(settings.RESPONSE_TABLE),
  chain: dynamodbAuditChain(settings.RESPONSE_TABLE),
  workflows: stepFunctionsWorkflows({ escalation: settings.ESCALATION_STATE_MACHINE }),
  clock: systemClock,
  targets,
  probe: httpProbe(http),
  ...(settings.PUBLIC_URL === undefined ? {} : { publicUrl: settings.PUBLIC_URL }),
  ...(place.kind === 'none' ? {} : { metrics: metricHistory(place, secrets) }),
  ...(settings.KNOWLEDGE_TABLE === undefined ? {} : { dependencies: dynamodbDependencyStore(settings.KNOWLEDGE_TABLE) }),
};

export const handler = taskHandler(remediateInputSchema, (input) => remediate(input, ports, policy));
