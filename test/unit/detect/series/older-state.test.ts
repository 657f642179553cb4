/** A state from before percentiles, operations and levels keeps its series and counters. */
import { zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { unpackResourceState } from '#functions/detect/resource-state.ts';

it('of version 1 keeps series and counters', () => {
  const series = [['load', 0, [1, 40, 1_000, 400_000, 3, 1, 1, 10_000, 0], []]];
  const previous = [['requests', [0, 400_000, 17, 0]]];
  const json = JSON.stringify({ series, previous, windows: [['server\0GET /', [0, 1, 1, 0, 5, 5], ['f#0']]] });
  const state = unpackResourceState(Buffer.concat([Buffer.of(1), zstdCompressSync(json)]));
  expect([...state.series.keys()]).toEqual(['load']);
  expect([...state.sources.metrics.counters]).toEqual(previous);
});
