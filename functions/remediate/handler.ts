/** remediate as a Lambda function: every step of the remediation workflow that is not a message. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { clusterToken } from '#adapters/eks/cluster-token.ts';
import { guardedClient } from '#adapters/http/guarded-client.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';
import { targetHosts } from '#kernel/policy/egress.ts';
import { readSettings, text } from '#stage/settings.ts';
import { taskHandler } from '#stage/task-handler.ts';
import { remediateInputSchema } from './input.ts';
import { targetsOf } from './registry.ts';
import { remediate } from './remediate.ts';

const settings = readSettings({ RESPONSE_TABLE: text, AWX_TOKEN_SECRET: text });
const policy = loadPolicy();
const { targets: named } = policy.remediations;
const egress = { hosts: targetHosts(named).hosts, privateHosts: named.privateHosts ?? [] };
const targets = targetsOf(policy.remediations, {
  ...{ http: guardedClient(egress), clock: systemClock },
  secret: (name = settings.AWX_TOKEN_SECRET) => secrets.get(name),
  cluster: ({ cluster, certificateAuthority }) => ({
    http: guardedClient(egress, { certificateAuthority: Buffer.from(certificateAuthority, 'base64').toString() }),
    token: () => clusterToken(cluster, systemClock),
  }),
});
const ports = { store: dynamodbResponseStore(settings.RESPONSE_TABLE), workflows: stepFunctionsWorkflows({}), clock: systemClock, targets };

export const handler = taskHandler(remediateInputSchema, (input) => remediate(input, ports, policy));
