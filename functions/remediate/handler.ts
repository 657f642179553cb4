/** remediate as a Lambda function: every step of the remediation workflow that is not a message. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { httpClient } from '#adapters/http/http-client.ts';
import { functions } from '#adapters/lambda/functions.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { automations } from '#adapters/ssm/automations.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';
import { readSettings, text } from '#stage/settings.ts';
import { taskHandler } from '#stage/task-handler.ts';
import { remediateInputSchema } from './input.ts';
import { targetsOf } from './registry.ts';
import { remediate } from './remediate.ts';

const settings = readSettings({ RESPONSE_TABLE: text, AWX_TOKEN_SECRET: text });
const policy = loadPolicy();
const secret = (name = settings.AWX_TOKEN_SECRET): Promise<string> => secrets.get(name);
const targets = targetsOf(policy.remediations, { http: httpClient(), secret, automations, functions });
const ports = { store: dynamodbResponseStore(settings.RESPONSE_TABLE), workflows: stepFunctionsWorkflows({}), clock: systemClock, targets };

export const handler = taskHandler(remediateInputSchema, (input) => remediate(input, ports, policy));
