/** The bundled ingest function as Lambda runs it, one event after the other, under everything that is thrown at it: how much memory it takes at most. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Attack, apiEventOf } from '#test/support/attacks/attack.ts';
import { bombs } from '#test/support/attacks/bombs.ts';
import { type FunctionProcess, startFunctionProcess } from '#test/support/attacks/function-process.ts';
import { honestLoad } from '#test/support/attacks/honest-load.ts';
import { jsonBodies } from '#test/support/attacks/json-bodies.ts';
import { crowds, forgedSizes } from '#test/support/attacks/sizes.ts';

/** An event larger than this never reaches a function [S]. */
const maxEventBytes = 6_291_456;
/** Processor time an event may take here: of the function's 29 s, what is left at 0.58 processors, halved. */
const maxCpuMs = 8_000;
const megabyte = 1024 * 1024;

let ingest: FunctionProcess;
beforeAll(async () => {
  ingest = await startFunctionProcess(inject('assembly'), 'streamwarden-dev-ingest');
});
afterAll(() => ingest.close());

interface Row {
  readonly what: string;
  readonly status: number;
  readonly peakMb: number;
  readonly cpuMs: number;
}
const table: Row[] = [];

const throwAt = async ({ name, ...attack }: Attack): Promise<Row> => {
  const event = apiEventOf({ ...attack });
  expect(event.length).toBeLessThanOrEqual(maxEventBytes);
  const { answer, peakBytes, cpuMs } = await ingest.run(event);
  const { statusCode: status } = answer as { readonly statusCode: number };
  const row = { what: name, status, peakMb: Math.round(peakBytes / megabyte), cpuMs: Math.round(cpuMs) };
  table.push(row);
  return row;
};

const sets: readonly (readonly [what: string, attacks: readonly Attack[]])[] = [
  ['bombs', bombs],
  ['JSON', jsonBodies],
  ['forged sizes', forgedSizes],
  ['crowds', crowds],
  ['honest clients at their limits', honestLoad],
];

describe.for(sets)('under %s', ([, attacks]) => {
  it.for(attacks.map((attack) => [attack.name, attack] as const))('%s', async ([, attack]) => {
    const { status, peakMb, cpuMs } = await throwAt(attack);
    expect(status).toBe(attack.status);
    expect(peakMb * megabyte).toBeLessThan(ingest.memoryBytes);
    expect(cpuMs).toBeLessThan(maxCpuMs);
  });
});

it('holds no more after the second hundred attacks than after the first', async () => {
  const fresh = await startFunctionProcess(inject('assembly'), 'streamwarden-dev-ingest');
  const light = [...bombs.filter(({ path }) => path === '/v1/logs').slice(0, 2), ...forgedSizes].map((attack) => apiEventOf(attack));
  const held: number[] = [];
  for (let round = 1; round <= 200; round += 1) {
    await fresh.run(light[round % light.length] as Buffer);
    if (round % 100 === 0) held.push(await fresh.held());
  }
  await fresh.close();
  const [first, second] = held as [number, number];
  process.stdout.write(
    `ingest holds ${(first / megabyte).toFixed(2)} MB after 100 attacks, ${(second / megabyte).toFixed(2)} MB after 200\n`,
  );
  // A body kept of each of its bombs would be some 70 MB.
  expect(second).toBeLessThan(first + 8 * megabyte);
});

it('wrote little of them into its logs, and nothing of what was in them', () => {
  expect(ingest.logs()).not.toContain('forged');
  expect(ingest.logs().length / table.length).toBeLessThan(2_000);
});

it('says what each took', () => {
  const rows = table.toSorted((a, b) => b.peakMb - a.peakMb);
  const lines = rows
    .slice(0, 12)
    .map(({ what, status, peakMb, cpuMs }) => `${String(peakMb).padStart(5)} MB ${String(cpuMs).padStart(6)} ms  ${status}  ${what}`);
  process.stdout.write(`ingest's peak memory, of ${ingest.memoryBytes / megabyte} MB:\n${lines.join('\n')}\n`);
  expect(rows[0]?.peakMb).toBeLessThan(ingest.memoryBytes / megabyte);
});
