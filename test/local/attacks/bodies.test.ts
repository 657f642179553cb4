/** Bodies meant to do harm, at the deployed templates' door, by an agent whose token is good. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrame } from '#kernel/frame-codec.ts';
import type { Attack } from '#test/support/attacks/attack.ts';
import { bombs } from '#test/support/attacks/bombs.ts';
import { type Door, expectRefusal, openDoor } from '#test/support/attacks/door.ts';
import { jsonBodies, tellingNames } from '#test/support/attacks/json-bodies.ts';
import { crowds, forgedSizes } from '#test/support/attacks/sizes.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

/** One encoding a family, and what is special: all of them, byte by byte, are thrown at the function itself beside its memory. */
const chosen = bombs.filter((_, at) => at >= 45 || at % 6 === 0);
const light = (attacks: readonly Attack[]): readonly Attack[] => attacks.filter((_, at) => at % 3 === 0);

describe.for([
  ['a bomb', chosen],
  ['JSON', light(jsonBodies)],
  ['a forged size', forgedSizes],
  ['a crowd', light(crowds)],
] as const)('%s', ([, attacks]) => {
  it.for(attacks.map((attack) => [attack.name, attack] as const))('%s', async ([, attack]) => {
    expectRefusal(attack, await door.send(attack));
    await door.expectServed();
  });
});

it('nothing of them is in stream, tables, buckets or logs', async () => {
  await door.expectNothingElse();
  const logs = door.events.flatMap((event) => (event.type === 'invocation' ? event.logs : []));
  expect(Math.max(...logs.map(({ length }) => length))).toBeLessThan(2_000);
  expect(logs.join()).not.toContain('forged');
  expect(door.events.filter(({ type }) => type === 'failure' || type === 'denial')).toEqual([]);
});

describe('names that mean something to JavaScript', () => {
  // As text: an object would take the first of them for its prototype.
  const text = `{${tellingNames.map((name) => `"${name}":"plain"`).join(',')}}`;

  it.for<[string, Omit<Attack, 'name'>]>([
    [
      'keys of attributes',
      {
        path: '/v1/logs',
        headers: { 'content-type': 'application/json' },
        body: () =>
          Buffer.from(
            JSON.stringify({
              resourceLogs: [
                {
                  scopeLogs: [
                    {
                      logRecords: [
                        {
                          timeUnixNano: '1763632800000000000',
                          body: { stringValue: 'named' },
                          attributes: tellingNames.map((key) => ({ key, value: { stringValue: 'plain' } })),
                        },
                      ],
                    },
                  ],
                },
              ],
            }),
          ),
        status: 200,
      },
    ],
    [
      'members of an event',
      {
        path: '/v1/events',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: () =>
          Buffer.from(`{"specversion":"1.0","id":"1","source":"test","type":"named","time":"2026-11-20T10:00:00Z","data":${text}}`),
        status: 202,
      },
    ],
    [
      'parameters of the query',
      {
        path: `/api/v2/write?bucket=b&${tellingNames.map((name) => `${name}=plain`).join('&')}&constructor=twice`,
        headers: { 'content-type': 'text/plain' },
        body: () => Buffer.from(`named,${tellingNames.map((name) => `${name}=plain`).join(',')} value=1 1763632800000000000`),
        status: 204,
      },
    ],
  ])('stay names, as %s', async ([, attack]) => {
    const before = await door.pipeline.cloud.stream('streamwarden-dev-telemetry').records();
    expect((await door.send(attack)).status).toBe(attack.status);
    const after = await door.pipeline.cloud.stream('streamwarden-dev-telemetry').records();
    expect(after.length).toBe(before.length + 1);
    const [signal] = decodeFrame(Buffer.from(after.at(-1)?.data ?? '', 'base64')).signals;
    const shown = JSON.stringify(signal, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    for (const name of tellingNames) expect(shown).toContain(`"${name}":"plain"`);
    expect(({} as Record<string, unknown>)['plain']).toBeUndefined();
    await door.expectServed();
  });
});
