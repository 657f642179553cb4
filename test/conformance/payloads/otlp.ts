/** OTLP: captures of OpenTelemetry's JavaScript and Python, and other projects' fixtures. */
import { inflate } from '#functions/ingest/inflate.ts';
import { encodingOf } from '#functions/ingest/otlp/answers.ts';
import { otlpJson } from '#test/support/otlp-oracle.ts';
import { type Payload, payloadBody, payloadRequest } from '#test/support/payloads.ts';
import { answerJson, jsonOf, type PayloadProtocol } from './protocol.ts';

/** The route: from the capture's note, else from what the body or the file's name says. */
const routeOf = ({ path, note }: Payload, body: Buffer): string => {
  const captured = /\/v1\/(?:logs|metrics|traces)/.exec(note);
  if (captured !== null) return captured[0];
  const text = `${path} ${body.toString('latin1')}`;
  if (/resourceSpans|traces/.test(text)) return '/v1/traces';
  return /resourceMetrics|metric|histogram|int_sum|mixed_07/.test(text) ? '/v1/metrics' : '/v1/logs';
};

const items: ReadonlySet<string> = new Set(['logRecords', 'spans', 'dataPoints']);

/** How many log records, spans and data points a request in JSON has, wherever they stand. */
const itemsIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const entries = Object.entries(value);
  return entries.reduce((count, [name, inner]) => count + (items.has(name) ? (inner as unknown[]).length : itemsIn(inner)), 0);
};

/** A google.rpc.Status in protobuf begins with its code, 3 (INVALID_ARGUMENT), and its message. */
const statusMessage = (body: Uint8Array): string | undefined =>
  body[0] === 0x08 && body[1] === 3 && body[2] === 0x12 ? Buffer.from(body).toString('utf8', 4, 4 + (body[3] as number)) : undefined;

export const otlp: PayloadProtocol = {
  names: ['otlp'],
  status: 200,
  cases: (payload) => {
    const request = payloadRequest(payload, routeOf(payload, payloadBody(payload)));
    const signals = (): number => {
      const body = inflate(request.body, payload.contentEncoding ?? undefined);
      return itemsIn(payload.contentType === 'application/json' ? jsonOf(body) : JSON.parse(otlpJson(request.path, body)));
    };
    return [{ request, signals }];
  },
  sentence: ({ headers, ...answer }, request) => {
    const encoding = encodingOf(request.headers['content-type']);
    if (encodingOf(headers['content-type']) !== encoding) return undefined;
    if (encoding === 'protobuf') return statusMessage(Buffer.from(answer.body));
    const { code, message } = answerJson({ headers, ...answer });
    return code === 3 ? String(message) : undefined;
  },
};
