/** escalate as a Lambda function: the steps of the escalation workflow. */
import * as z from 'zod';
import { systemClock } from '#adapters/clock.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';
import { readSettings } from '#stage/settings.ts';
import { taskHandler } from '#stage/task-handler.ts';
import { escalate } from './escalate.ts';
import { escalateInputSchema } from './input.ts';

const settings = readSettings(z.object({ RESPONSE_TABLE: z.string().min(1) }));
const policy = loadPolicy();
const ports = { store: dynamodbResponseStore(settings.RESPONSE_TABLE), workflows: stepFunctionsWorkflows({}), clock: systemClock };

export const handler = taskHandler(escalateInputSchema, (input) => escalate(input, ports, policy));
