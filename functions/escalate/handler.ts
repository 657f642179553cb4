/** escalate as a Lambda function: the steps of the escalation workflow. */
import * as z from 'zod';
import { systemClock } from '#adapters/clock.ts';
import { responseStore } from '#adapters/dynamodb/response-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { workflows } from '#adapters/step-functions/workflows.ts';
import { readSettings } from '#stage/settings.ts';
import { taskHandler } from '#stage/task-handler.ts';
import { log } from '#stage/telemetry.ts';
import { escalate } from './escalate.ts';
import { escalateInputSchema } from './input.ts';

const settings = readSettings(z.object({ RESPONSE_TABLE: z.string().min(1) }));
const policy = loadPolicy();
const ports = { store: responseStore(settings.RESPONSE_TABLE), workflows: workflows({}), clock: systemClock, log };

export const handler = taskHandler(escalateInputSchema, (input) => escalate(input, ports, policy));
