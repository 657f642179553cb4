/** Sentry's envelopes: captures of its SDKs for Node and Python, and fixtures of its siblings. */
import { expect } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import type { IngestRequest } from '#functions/ingest/ingest.ts';
import { type Payload, payloadBody, payloadRequest } from '#test/support/payloads.ts';
import { asJson } from '../receiver-events.ts';
import { type PayloadProtocol, sentenceAt, sum } from './protocol.ts';

/** Some fixtures are an item's payload alone: they get the envelope around them. */
const framed = ({ path }: Payload, body: Buffer): Buffer => {
  const type = /(\w+)_\d+\.json$/.exec(path)?.[1] ?? '';
  const header = JSON.stringify({ type: type === 'checkin' ? 'check_in' : type, length: body.length });
  return Buffer.concat([Buffer.from(`{}\n${header}\n`), body]);
};

/** Path and query as SDKs have them; fixtures say neither. */
const requestOf = (payload: Payload): IngestRequest => {
  const path = /\/api\/\w+\/envelope\//.exec(payload.note)?.[0] ?? '/api/1/envelope/';
  const request = payloadRequest(payload, path, { sentry_key: 'abc123publickey0000000000000000', sentry_version: '7' });
  return payload.note.includes('no envelope framing') ? { ...request, body: framed(payload, payloadBody(payload)) } : request;
};

type Content = Readonly<Record<string, unknown>>;

/** The items of an envelope by its specification: a header a line, then as many bytes as it says, or a line. */
const itemsOf = (envelope: Buffer): (readonly [type: string, content: Buffer])[] => {
  const items: (readonly [string, Buffer])[] = [];
  const lineEnd = (from: number): number => {
    const end = envelope.indexOf(10, from);
    return end === -1 ? envelope.length : end;
  };
  let at = lineEnd(0) + 1;
  while (at < envelope.length) {
    const end = lineEnd(at);
    const line = envelope.toString('utf8', at, end).trim();
    at = end + 1;
    if (line === '') continue;
    const { type, length } = JSON.parse(line) as { type: string; length?: number };
    const stop = length === undefined ? lineEnd(at) : at + length;
    items.push([type, envelope.subarray(at, stop)]);
    at = stop + 1;
  }
  return items;
};

const listed = (content: Content, name: string): number => ((content[name] ?? []) as unknown[]).length;

/** How many signals an item holds, by the table of the receiver's README; undefined for those that are only counted. */
const counts: Readonly<Record<string, (content: Content) => number>> = {
  event: () => 1,
  check_in: () => 1,
  feedback: () => 1,
  transaction: (content) => 1 + listed(content, 'spans'),
  log: (content) => listed(content, 'items'),
  trace_metric: (content) => listed(content, 'items'),
  client_report: (content) => listed(content, 'discarded_events'),
  session: ({ status, duration }) => (status !== 'ok' && duration !== undefined ? 2 : 1),
};

const signalsIn = (envelope: Buffer): number => {
  const items = itemsOf(envelope);
  const uncounted = new Set(items.map(([type]) => type).filter((type) => counts[type] === undefined));
  // What is not kept is told by type: how many, and how many bytes.
  return sum(items, ([type, content]) => counts[type]?.(JSON.parse(content.toString('utf8')) as Content) ?? 0) + 2 * uncounted.size;
};

export const sentry: PayloadProtocol = {
  names: ['sentry-envelope'],
  status: 200,
  cases: (payload) => {
    const request = requestOf(payload);
    return [{ request, signals: () => signalsIn(Buffer.from(inflate(request.body, payload.contentEncoding ?? undefined))) }];
  },
  sentence: sentenceAt('detail'),
  holds: ({ payload, signals }) => {
    expect(JSON.stringify(asJson(signals))).not.toMatch(
      /abc123publickey|pubkey2222|f13869c67372456fb3dbe5137a284313|user@example\.test|203\.0\.113\.9/,
    );
    if (payload.headersPath === undefined) return;
    for (const { timeUnixNano } of signals) expect(timeUnixNano).toBeGreaterThan(1_795_000_000_000_000_000n);
  },
};
