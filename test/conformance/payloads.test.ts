/**
 * Every payload of the shared index, sent through ingest to the address its client would use. What is valid becomes exactly as many
 * signals as a count of its own says; what is not is answered 4xx in the protocol's form. Skips, saying so, where the data is not at hand.
 */
import { describe, expect, it } from 'vitest';
import { ingest } from '#functions/ingest/ingest.ts';
import { describePayloads, type Payload, payloadsOf, protocolsOfIndex } from '#test/support/payloads.ts';
import { pretendPorts } from '#test/unit/ingest/ingest-support.ts';
import { alertmanager, datadog, grafana, kubernetes, pagerduty } from './payloads/alerts.ts';
import { awsEvents, firehose } from './payloads/aws.ts';
import { collectd } from './payloads/collectd.ts';
import { expectSturdy } from './payloads/damage.ts';
import { exceptions } from './payloads/exceptions.ts';
import { influx } from './payloads/influx.ts';
import { otlp } from './payloads/otlp.ts';
import type { PayloadCase, PayloadProtocol } from './payloads/protocol.ts';
import { remoteWrite } from './payloads/remote-write.ts';
import { sentry } from './payloads/sentry.ts';
import { splunk } from './payloads/splunk.ts';
import { redfish, snmp, telegraf } from './payloads/telegraf.ts';

const protocols: readonly PayloadProtocol[] = [
  ...[otlp, remoteWrite, telegraf, influx, snmp, redfish, sentry, alertmanager, grafana, kubernetes],
  ...[awsEvents, firehose, collectd, pagerduty, splunk, datadog],
];

/** Valid and invalid payloads by protocol: a new one fails here, and must be looked at. */
const counts: Readonly<Record<string, readonly [valid: number, invalid: number]>> = {
  otlp: [28, 2],
  'prometheus-remote-write': [24, 1],
  'prometheus-remote-write-v2': [10, 1],
  'vm-remote-write': [3, 0],
  'telegraf-json': [19, 0],
  'influx-line-protocol': [39, 14],
  snmp: [13, 0],
  redfish: [25, 4],
  'sentry-envelope': [42, 2],
  'alertmanager-webhook': [21, 1],
  'alertmanager-api-v2': [2, 0],
  'grafana-webhook': [3, 0],
  'kubernetes-events': [24, 0],
  'kubernetes-objects': [2, 0],
  'cloudwatch-alarm': [6, 0],
  'aws-health': [8, 0],
  'aws-lambda-event': [23, 1],
  'cloudwatch-logs': [5, 0],
  'cloudwatch-metric-stream': [2, 0],
  firehose: [1, 0],
  collectd: [7, 0],
  pagerduty: [7, 0],
  splunk: [9, 0],
  datadog: [9, 0],
};

/** Of the index, but nobody's telemetry here: what the systems answer that incidents are sent to, and webhooks without a receiver. */
const elsewhere: readonly string[] = [
  ...['awx', 'jira', 'other-alert-webhook', 'sentry-webhook', 'servicenow', 'slack', 'terraform-cloud', 'thousandeyes'],
];

const mustBeTaken = ({ path, valid }: Payload): boolean => (exceptions.get(path)?.is ?? (valid ? 'taken' : 'refused')) === 'taken';

const nameOf = ({ path }: Payload, { request, mustRefuse }: PayloadCase): string =>
  `${path} at ${request.path}${mustRefuse === true ? ', as it is' : ''}`;

const rows = ({ names, cases }: PayloadProtocol) =>
  payloadsOf(...names).flatMap((payload) => cases(payload).map((each) => [nameOf(payload, each), payload, each] as const));

describePayloads('All', () => {
  it('are sent: every protocol has a sender or is named as none of ingest, with as many payloads as the index has', () => {
    const found = protocolsOfIndex().filter((name) => !elsewhere.includes(name));
    expect(Object.fromEntries(found.map((name) => [name, tallyOf(name)]))).toEqual(counts);
    expect(protocols.flatMap(({ names }) => names).sort()).toEqual(Object.keys(counts).sort());
    for (const name of elsewhere) expect(protocolsOfIndex()).toContain(name);
  });

  it('are excepted by name only where they are in the index', () => {
    const paths = new Set(payloadsOf(...Object.keys(counts)).map(({ path }) => path));
    for (const path of exceptions.keys()) expect(paths).toContain(path);
  });

  describe.for(protocols.map((protocol) => [protocol.names.join(', '), protocol] as const))('of %s', ([, protocol]) => {
    it.for(rows(protocol))('%s', { timeout: 60_000 }, async ([, payload, each]) => {
      const { request, signals } = each;
      const ports = pretendPorts();
      const { answer, report } = await ingest(request, ports);
      if (each.mustRefuse === true || !mustBeTaken(payload)) {
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(protocol.sentence(answer, request)).toMatch(/^(?=.{15})\S+ \S+ \S+/);
        expect(report.produced).toBe(ports.signals().length);
        // Only line protocol says in a refusal that some lines were written all the same.
        if (!/partial write/.test(protocol.sentence(answer, request) ?? '')) expect(ports.frames).toEqual([]);
      } else {
        const refused = exceptions.get(payload.path)?.items ?? 0;
        expect(answer.status).toBe(protocol.status);
        expect(report.suppressed).toEqual(refused === 0 ? {} : { rejected: refused });
        expect(ports.signals().length).toBe(signals() - refused);
        protocol.holds?.({ payload, request, answer, signals: ports.signals() });
      }
      await expectSturdy(request);
    });
  });
});

const tallyOf = (protocol: string): readonly [number, number] => {
  const found = payloadsOf(protocol);
  const valid = found.filter((payload) => payload.valid).length;
  return [valid, found.length - valid];
};
