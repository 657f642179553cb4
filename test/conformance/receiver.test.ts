/** What every registered receiver must do; a new one is held to it by being registered. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ingest } from '#functions/ingest/ingest.ts';
import { receivers, servesRoute } from '#functions/ingest/registry.ts';
import { InputError, UpstreamError } from '#kernel/errors.ts';
import { maxBodyBytes } from '#kernel/reading/limits.ts';
import type { Receiver } from '#kernel/receiver.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';
import { asJson, expectedOf, gzipped, savedEvents } from './receiver-events.ts';

it('no two receivers share an id or a route', () => {
  const all: readonly Receiver[] = receivers;
  const ids = all.map(({ id }) => id);
  const routes = all.flatMap((receiver) => receiver.routes);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(routes).size).toBe(routes.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

describe.for((receivers as readonly Receiver[]).map((receiver) => [receiver.id, receiver] as const))('receiver %s', ([id, receiver]) => {
  const events = savedEvents(id);

  it('has saved events, a valid one at each of its routes among them', () => {
    expect(events.length, `events/${id}/ has no case`).toBeGreaterThan(0);
    for (const route of receiver.routes) {
      const there = events.filter(({ request }) => servesRoute(route, request.method, request.path));
      expect(there.length, `events/${id}/ has no case for ${route}`).toBeGreaterThan(0);
    }
  });

  it.for(events.map((event) => [event.name, event] as const))('does with the event %s what is expected', async ([name, { request }]) => {
    const ports = pretendPorts();
    const { answer, report } = await ingest(request, ports);
    const actual = asJson({ answer: { ...answer, body: bodyText(answer.body) }, report, signals: ports.signals() });
    expect(actual).toEqual(expectedOf(id, name, actual));
  });

  it.for(events.map((event) => [event.name, event] as const))(
    'does with the event %s the same when it is gzipped',
    async ([, { request }]) => {
      if (request.headers['content-encoding'] !== undefined) return;
      const [plain, packed] = [pretendPorts(), pretendPorts()];
      const answers = [await ingest(request, plain), await ingest(gzipped(request), packed)];
      expect(answers[1]).toEqual(answers[0]);
      expect(packed.signals()).toEqual(plain.signals());
    },
  );

  it('never answers 5xx, never throws and stores nothing of a refused body, whatever is cut off or damaged', async () => {
    for (const { request } of events) {
      for (let at = 0; at < request.body.length; at += Math.max(1, Math.floor(request.body.length / 150))) {
        const damaged = Buffer.from(request.body);
        damaged[at] = ((damaged[at] as number) + at + 1) & 0xff;
        for (const body of [request.body.subarray(0, at), damaged]) {
          const ports = pretendPorts();
          const { answer, report } = await ingest({ ...request, body }, ports);
          expect(answer.status).toBeLessThan(500);
          // Some protocols say in a 4xx that a part was refused and the rest is stored: nothing else may be.
          const partial = (report.suppressed['rejected'] ?? 0) > 0;
          if (answer.status >= 400) expect(ports.signals().length).toBe(partial ? report.produced : 0);
        }
      }
    }
  });

  it('answers 413 to a bomb, and to a body past the cap, at each of its routes', async () => {
    const bomb = gzipSync(Buffer.alloc(maxBodyBytes * 2));
    const tooLong = Buffer.alloc(maxBodyBytes + 1);
    for (const route of receiver.routes) {
      const request = events.find((event) => servesRoute(route, event.request.method, event.request.path))?.request;
      if (request === undefined) throw new Error(`events/${id}/ has no case for ${route}`);
      const { 'content-encoding': _, ...headers } = request.headers;
      const packed = { ...request, headers: { ...headers, 'content-encoding': 'gzip' }, body: bomb };
      expect((await ingest(packed, pretendPorts())).answer.status).toBe(413);
      expect((await ingest({ ...request, headers, body: tooLong }, pretendPorts())).answer.status).toBe(413);
    }
  });

  it('tells its client to come back when the stream fails, and in its own form', async () => {
    for (const { request } of events) {
      const { answer, report } = await ingest(request, pretendPorts(new UpstreamError('The stream is down.', { reason: 'stream' })));
      if (report.received === 0 || report.suppressed['refused'] === undefined) continue;
      expect([429, 503]).toContain(answer.status);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('puts neither a secret nor the body into a refusal', () => {
    const [event] = events;
    if (event === undefined) throw new Error(`events/${id}/ has no case`);
    const answer = receiver.refused({ ...event.request, receivedAt: 0 }, new InputError('A sentence.', { cause: new Error('hunter2') }));
    expect(bodyText(answer.body)).not.toContain('hunter2');
  });
});
