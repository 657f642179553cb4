/** escalate as a Lambda function: the steps of the escalation workflow. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbGroupStore } from '#adapters/dynamodb/group-store.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';
import { readSettings, text } from '#stage/settings.ts';
import { taskHandler } from '#stage/task-handler.ts';
import { escalate } from './escalate.ts';
import { inhibitedByOf } from './inhibited.ts';
import { escalateInputSchema } from './input.ts';

const settings = readSettings({ RESPONSE_TABLE: text });
const policy = loadPolicy();
const { routes } = policy;
const store = dynamodbResponseStore(settings.RESPONSE_TABLE);
const groups = dynamodbGroupStore(settings.RESPONSE_TABLE);
const inhibiting = inhibitedByOf(groups, (fingerprint) => store.alert(fingerprint), routes, systemClock);
const ports = {
  ...{ store, workflows: stepFunctionsWorkflows({}), clock: systemClock },
  ...(routes.inhibitRules.length === 0 ? {} : { inhibitedBy: inhibiting }),
};

export const handler = taskHandler(escalateInputSchema, (input) => escalate(input, ports, policy));
