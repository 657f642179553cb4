/** dispatch as a Lambda function: consumer of the timers queue. */
import * as z from 'zod';
import { systemClock } from '#adapters/clock.ts';
import { dynamodbAlerts } from '#adapters/dynamodb/alert-batch.ts';
import { dynamodbGroupStore } from '#adapters/dynamodb/group-store.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { httpClient } from '#adapters/http/http-client.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { sleep } from '#adapters/sleep.ts';
import { sqsTimers } from '#adapters/sqs/timers.ts';
import { channelsOf } from '#channels/registry.ts';
import { routedAlert } from '#kernel/routing/routed-alert.ts';
import { readSettings } from '#stage/settings.ts';
import { log } from '#stage/telemetry.ts';
import { timerHandler } from '#stage/timer-handler.ts';
import { dispatch } from './dispatch.ts';
import { limits } from './limits.ts';
import type { DispatchPorts } from './ports.ts';
import { timerSchema } from './timer.ts';

const settings = readSettings(z.object({ RESPONSE_TABLE: z.string().min(1), TIMERS_QUEUE_URL: z.string().min(1) }));
const { routes, channels } = loadPolicy();
const alerts = dynamodbAlerts(settings.RESPONSE_TABLE);
const ports: DispatchPorts = {
  groups: dynamodbGroupStore(settings.RESPONSE_TABLE),
  alertsOf: async (fingerprints) => (await alerts(fingerprints)).map((alert) => routedAlert(alert, routes)),
  silences: dynamodbResponseStore(settings.RESPONSE_TABLE),
  timers: sqsTimers(settings.TIMERS_QUEUE_URL, systemClock),
  clock: systemClock,
  sleep,
  log,
  channels: channelsOf(channels, { http: httpClient({ timeoutMs: 5_000 }), log }),
};

export const handler = timerHandler(timerSchema, (timer) => dispatch(timer, routes, ports, limits));
