/** Clocks that are off: seeded, within half a minute, each agent's by its own amount, and nothing else of what it says changed. */
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import { skewedClocks } from '#lib/replay/faults/skewed-clocks.ts';
import { generatedScript } from '#lib/replay/load/generated-script.ts';
import type { RecordedRequest } from '#lib/replay/recording.ts';

const { requests } = generatedScript({ signals: 10_000, seed: '1' });

const signalsOf = ({ path, body }: RecordedRequest) =>
  otlp.decode({
    ...{ id: 'one', method: 'POST', path, headers: { 'content-type': 'application/x-protobuf' }, query: {}, receivedAt: 0 },
    body: gunzipSync(body),
  }).signals;
const agentOf = ({ resource }: ReturnType<typeof signalsOf>[number]): string =>
  ['service.namespace', 'service.instance.id'].map((name) => resource.attributes[name]).join('/');

/** How far each agent's clock is ahead, in milliseconds: one amount, if it is the same for all it says. */
const aheadOf = (told: readonly RecordedRequest[]): ReadonlyMap<string, ReadonlySet<number>> => {
  const ahead = new Map<string, Set<number>>();
  for (const [index, request] of requests.entries()) {
    const before = signalsOf(request);
    const after = signalsOf(told[index] ?? request);
    expect(after.map(({ timeUnixNano: _, ...rest }) => ({ ...rest, endTimeUnixNano: 0 }))).toEqual(
      before.map(({ timeUnixNano: _, ...rest }) => ({ ...rest, endTimeUnixNano: 0 })),
    );
    for (const [place, signal] of before.entries()) {
      const amounts = ahead.get(agentOf(signal)) ?? new Set();
      ahead.set(agentOf(signal), amounts.add(Number((after[place]?.timeUnixNano ?? 0n) - signal.timeUnixNano) / 1e6));
    }
  }
  return ahead;
};

it('moves all that an agent says by one amount, and by the same for the same seed', () => {
  const clocks = skewedClocks({ seed: '3', profile: 'skew' });
  const ahead = aheadOf(requests.map(clocks.asTold));
  expect([...ahead.values()].every(({ size }) => size === 1)).toBe(true);
  const amounts = [...ahead.values()].flatMap((each) => [...each]);
  expect(amounts.length).toBeGreaterThan(5);
  expect(Math.max(...amounts.map(Math.abs))).toBeLessThanOrEqual(30_000);
  expect(new Set(amounts).size).toBeGreaterThan(3);
  expect(clocks.counts()).toEqual({ 'agents whose clocks were off': amounts.filter((amount) => amount !== 0).length });
  const again = skewedClocks({ seed: '3', profile: 'skew' });
  expect(aheadOf(requests.map(again.asTold))).toEqual(ahead);
  expect(aheadOf(requests.map(skewedClocks({ seed: '4', profile: 'skew' }).asTold))).not.toEqual(ahead);
});

it('leaves clocks alone under profiles without it, and what cannot be told otherwise', () => {
  const others = skewedClocks({ seed: '3', profile: 'kills' });
  expect(requests.map(others.asTold)).toEqual(requests);
  expect(others.counts()).toEqual({});
  const recorded: RecordedRequest = { at: 0, method: 'POST', path: '/v1/logs', headers: {}, body: Buffer.from('as it was sent') };
  expect(skewedClocks({ seed: '3', profile: 'skew' }).asTold(recorded)).toBe(recorded);
});
