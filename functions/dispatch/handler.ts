/** dispatch as a Lambda function: consumer of the timers queue. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbGroupStore } from '#adapters/dynamodb/group-store.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import { httpClient } from '#adapters/http/http-client.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { sendEmail } from '#adapters/ses/send-email.ts';
import { sleep } from '#adapters/sleep.ts';
import { sendText } from '#adapters/sns/send-text.ts';
import { sqsDigestTimer, sqsTimers, sqsWatchTimer } from '#adapters/sqs/timers.ts';
import { maintenanceOf } from '#calendar/maintenance.ts';
import { flushDigest } from '#channels/digest.ts';
import { deliveringChannelsOf } from '#channels/registry.ts';
import { routedAlert } from '#kernel/routing/routed-alert.ts';
import { readSettings, text } from '#stage/settings.ts';
import { log } from '#stage/telemetry.ts';
import { timerHandler } from '#stage/timer-handler.ts';
import { dispatch } from './dispatch.ts';
import { limits } from './limits.ts';
import type { DispatchPorts } from './ports.ts';
import { timerSchema } from './timer.ts';
import { watchIncident } from './watch.ts';

const settings = readSettings({ RESPONSE_TABLE: text, TIMERS_QUEUE_URL: text });
const policy = loadPolicy();
const { routes } = policy;
const store = dynamodbResponseStore(settings.RESPONSE_TABLE);
const http = httpClient({ timeoutMs: 5_000 });
const channels = deliveringChannelsOf(policy.channels, { http, log, clock: systemClock, secrets, store, sendEmail, sendText });
const ports: DispatchPorts = {
  groups: dynamodbGroupStore(settings.RESPONSE_TABLE),
  alertsOf: async (fingerprints) => [...(await store.alerts(fingerprints)).values()].map((alert) => routedAlert(alert, routes)),
  silences: store,
  maintenanceOf: (labels, at) => maintenanceOf(policy.maintenance, labels, at),
  timers: sqsTimers(settings.TIMERS_QUEUE_URL, systemClock),
  clock: systemClock,
  sleep,
  log,
  channels,
};

const wakeAt = sqsDigestTimer(settings.TIMERS_QUEUE_URL, systemClock);
/** Channels try once here: what fails comes back with its timer. */
const tellDigest = async (person: string): Promise<void> => {
  const told = await flushDigest(person, { store, clock: systemClock, log, channels }, policy.people);
  if (told.outcome === 'not_due') await wakeAt(person, told.dueAt);
};

const watchAt = sqsWatchTimer(settings.TIMERS_QUEUE_URL, systemClock);
const watch = async (incidentId: string): Promise<void> => {
  const again = await watchIncident(incidentId, { store, clock: systemClock }, routes);
  if (again !== undefined) await watchAt(incidentId, again);
};

export const handler = timerHandler(timerSchema, (timer) => {
  if ('digestOf' in timer) return tellDigest(timer.digestOf);
  return 'watch' in timer ? watch(timer.watch) : dispatch(timer, routes, ports, limits);
});
