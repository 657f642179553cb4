/** The saved events of every receiver through the synthesised templates: the API has a door for each, and each signal is accounted for. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receivers } from '#functions/ingest/registry.ts';
import type { Receiver } from '#kernel/receiver.ts';
import { savedEvents } from '#test/conformance/receiver-events.ts';
import { minuteMs, openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.cloud.close());

const expectedStatus = (receiver: string, name: string): number => {
  const file = new URL(`../../events/${receiver}/${name}/expected.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { answer: { status: number } }).answer.status;
};

const cases = (receivers as readonly Receiver[]).flatMap(({ id }) =>
  savedEvents(id).map(({ name, request }) => [`${id}/${name}`, request, expectedStatus(id, name)] as const),
);

describe('through the deployed API', () => {
  it.for(cases)('%s is answered as ingest answers it', async ([, { method, path, headers, query, body }, status]) => {
    const search = new URLSearchParams(query as Record<string, string>).toString();
    const answer = await pipeline.cloud.request({
      method,
      path: search === '' ? path : `${path}?${search}`,
      headers: headers as Record<string, string>,
      body: Buffer.from(body),
    });
    expect(answer.status).toBe(status);
  });

  it('every signal of them is archived, analysed once, and folded or accounted for', async () => {
    await pipeline.pass(10 * minuteMs);
    const ledger = await pipeline.ledger();
    expect(ledger.balanced).toBe(true);
    expect(ledger.signals.accepted).toBeGreaterThan(cases.length);
  });
});
