/** Telegraf's JSON; and SNMP agents and management controllers, which Telegraf polls: what they answer is never posted, what its inputs make of it is. */
import { expect } from 'vitest';
import type { IngestRequest } from '#functions/ingest/ingest.ts';
import { type Payload, payloadBody, payloadRequest } from '#test/support/payloads.ts';
import { type PolledMetric, redfishMetrics, snmpMetrics } from '#test/support/telegraf-inputs.ts';
import { signalsOfFields } from './influx.ts';
import { answerJson, jsonOf, type PayloadCase, type PayloadProtocol, sum } from './protocol.ts';

interface Metric {
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly metrics?: readonly Metric[];
  readonly records?: readonly Metric[];
  readonly data?: Metric;
}

/** One a number field and one for a metric's texts, in whichever of Telegraf's forms; Splunk's fields are also tags, ServiceNow's metrics have one value each. */
const signalsIn = (item: Metric | readonly Metric[]): number => {
  if ('length' in item) return sum(item, signalsIn);
  const inner = item.metrics ?? item.records ?? item.data;
  if (inner !== undefined) return signalsIn(inner);
  const { fields, ...rest } = item;
  const names = Object.keys(fields ?? rest);
  const splunk = names.filter((name) => name === 'metric_name' || name.startsWith('metric_name:')).length;
  if (splunk > 0 || fields === undefined) return Math.max(1, splunk);
  return signalsOfFields(Object.values(fields));
};

const sentence: PayloadProtocol['sentence'] = (answer) => {
  const { message } = answerJson(answer);
  return typeof message === 'string' && /Telegraf writes|not JSON|line \d+: /.test(message) ? message : undefined;
};

/** The metrics of one collection, as `outputs.http` posts them. */
const collected = (payload: Payload, metrics: readonly PolledMetric[]): PayloadCase => {
  const request: IngestRequest = {
    ...payloadRequest(payload, '/telegraf'),
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ metrics })),
  };
  return { request, signals: () => sum(metrics, ({ fields }) => signalsOfFields(Object.values(fields))) };
};

const raw = (payload: Payload): readonly PayloadCase[] =>
  ['/telegraf', '/api/v2/write'].map((path) => ({ request: payloadRequest(payload, path), signals: () => 0, mustRefuse: true }));

/** Nothing passes for the machine that polled. */
const aboutDevice: PayloadProtocol['holds'] = ({ signals }) => {
  for (const { resource } of signals) expect(resource.attributes['host.name']).toBe('device-1');
};

export const telegraf: PayloadProtocol = {
  names: ['telegraf-json'],
  status: 200,
  cases: (payload) => {
    const request = payloadRequest(payload, '/telegraf');
    return [{ request, signals: () => signalsIn(jsonOf(request.body)) }];
  },
  sentence,
};

export const snmp: PayloadProtocol = {
  names: ['snmp'],
  status: 200,
  cases: (payload) => [...raw(payload), collected(payload, snmpMetrics(payloadBody(payload).toString('utf8')))],
  sentence,
  holds: aboutDevice,
};

/** Of a resource that is no reading Telegraf makes nothing: only the refusal is left to see. */
export const redfish: PayloadProtocol = {
  names: ['redfish'],
  status: 200,
  cases: (payload) => {
    const metrics = payload.valid ? redfishMetrics(jsonOf(payloadBody(payload))) : [];
    return metrics.length === 0 ? raw(payload) : [...raw(payload), collected(payload, metrics)];
  },
  sentence,
  holds: aboutDevice,
};
