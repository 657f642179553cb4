/** Generated load: exactly as much as asked for, the same every time, and readable by the production receiver. */
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import { generatedScript } from '#lib/replay/load/generated-script.ts';

const decoded = (request: { readonly path: string; readonly body: Buffer }) =>
  otlp.decode({
    ...{ id: 'one', method: 'POST', path: request.path, headers: { 'content-type': 'application/x-protobuf' }, query: {}, receivedAt: 0 },
    body: gunzipSync(request.body),
  });

it.for([10_000, 12_345, 100_000])('sends exactly %i signals, each of which the receiver accepts', (signals) => {
  const { requests } = generatedScript({ signals, seed: '1' });
  const results = requests.map(decoded);
  expect(results.reduce((sum, result) => sum + result.signals.length, 0)).toBe(signals);
  expect(results.flatMap((result) => result.rejected)).toEqual([]);
  expect(requests.map(({ at }) => at)).toEqual(requests.map(({ at }) => at).toSorted((a, b) => a - b));
});

it('says the same for the same seed, however often it is asked, and something else for another', () => {
  const [first, again] = [generatedScript({ signals: 10_000, seed: '7' }), generatedScript({ signals: 10_000, seed: '7' })];
  const other = generatedScript({ signals: 10_000, seed: '8' });
  expect(first.requests[100]?.body).toEqual(again.requests[100]?.body);
  expect(first.requests[100]?.body).toEqual(first.requests[100]?.body);
  expect(first.requests[100]?.body).not.toEqual(other.requests[100]?.body);
});

it.for([1, 9_999, 1e9, 0.5, Number.NaN])('refuses %d signals in one line', (signals) => {
  expect(() => generatedScript({ signals, seed: '1' })).toThrow(/cannot be generated; give a whole number from 10,000/);
});
