/** A cloud as an act uses it: to send telemetry, to answer as people do, and to reach into AWS as the account's administrator. */
import type { ApiResponse, LocalCloud } from '#lib/local/cloud.ts';

export interface ActCloud {
  readonly cloud: LocalCloud;
  readonly prefix: string;
  /** Error logs of a service, all the same. */
  logs(service: string, text: string): Promise<void>;
  /** A gauge of a service: values ten seconds apart, the last of them now. */
  gauge(service: string, name: string, values: readonly number[]): Promise<void>;
  span(service: string): Promise<void>;
  pass(milliseconds: number): Promise<void>;
  get(path: string): Promise<ApiResponse>;
  post(path: string, body?: unknown): Promise<ApiResponse>;
  /** As the deployed API would take it: with this agent token. */
  postAsAgent(path: string, token: string, body: unknown): Promise<ApiResponse>;
  /** The newest incident; undefined when there is none, as after a denial. */
  incident(): Promise<string | undefined>;
  /** The approval an incident asks for. */
  approval(incident: string): Promise<string | undefined>;
  /** A signed call of a JSON service under credentials of no role. */
  administrate(service: string, target: string, version: '1.0' | '1.1', input: unknown): Promise<void>;
}

const json = { 'content-type': 'application/json' };
const nanos = (ms: number): string => (BigInt(Math.round(ms)) * 1_000_000n).toString();
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

const resourceOf = (service: string) => ({
  attributes: [text('service.name', service), text('service.namespace', 'shop'), text('deployment.environment.name', 'production')],
});

const parsed = <Shape>({ status, body }: ApiResponse): Shape | undefined =>
  status === 200 ? (JSON.parse(body.toString('utf8')) as Shape) : undefined;

interface Listed {
  readonly incidents: readonly { readonly id: string }[];
}
interface Shown {
  readonly timeline: readonly { readonly kind: string; readonly detail?: Readonly<Record<string, unknown>> }[];
}

export const actCloud = (cloud: LocalCloud, prefix: string): ActCloud => {
  const post = (path: string, body?: unknown): Promise<ApiResponse> =>
    cloud.request({ method: 'POST', path, headers: json, body: body === undefined ? '' : JSON.stringify(body) });
  const get = (path: string): Promise<ApiResponse> => cloud.request({ method: 'GET', path });
  return {
    cloud,
    prefix,
    logs: async (service, body) => {
      const record = { timeUnixNano: nanos(cloud.now()), severityNumber: 17, severityText: 'ERROR', body: { stringValue: body } };
      await post('/v1/logs', { resourceLogs: [{ resource: resourceOf(service), scopeLogs: [{ logRecords: [record, record, record] }] }] });
    },
    gauge: async (service, name, values) => {
      const at = (index: number): string => nanos(cloud.now() - (values.length - index - 1) * 10_000);
      const dataPoints = values.map((asDouble, index) => ({ timeUnixNano: at(index), asDouble }));
      const metrics = [{ name, unit: '1', gauge: { dataPoints } }];
      await post('/v1/metrics', { resourceMetrics: [{ resource: resourceOf(service), scopeMetrics: [{ metrics }] }] });
    },
    span: async (service) => {
      const ids = { traceId: '1'.padStart(32, '0'), spanId: '1'.padStart(16, '0'), name: 'POST /charge', kind: 2 };
      const times = { startTimeUnixNano: nanos(cloud.now() - 20), endTimeUnixNano: nanos(cloud.now()) };
      await post('/v1/traces', { resourceSpans: [{ resource: resourceOf(service), scopeSpans: [{ spans: [{ ...ids, ...times }] }] }] });
    },
    pass: (milliseconds) => cloud.advanceTo(cloud.now() + milliseconds),
    ...{ get, post },
    postAsAgent: (path, token, body) => {
      const headers = { ...json, authorization: `Bearer ${token}` };
      return cloud.request({ method: 'POST', path, headers, body: JSON.stringify(body), judging: 'as-deployed' });
    },
    incident: async () => parsed<Listed>(await get('/v1/incidents'))?.incidents[0]?.id,
    approval: async (incident) => {
      const asked = parsed<Shown>(await get(`/v1/incidents/${incident}`))?.timeline.find(({ kind }) => kind === 'approval_requested');
      const id = asked?.detail?.['approvalId'];
      return typeof id === 'string' ? id : undefined;
    },
    administrate: async (service, target, version, input) => {
      const credential = `administrator/20260101/us-east-1/${service}/aws4_request`;
      const response = await fetch(cloud.url, {
        method: 'POST',
        headers: {
          'content-type': `application/x-amz-json-${version}`,
          'x-amz-target': target,
          'x-amz-date': '20260101T000000Z',
          authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=local`,
        },
        body: JSON.stringify(input),
      });
      if (!response.ok) throw new Error(`${target} was answered ${response.status}: ${await response.text()}`);
    },
  };
};
