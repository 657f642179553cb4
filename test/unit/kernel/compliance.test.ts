import { expect, it } from 'vitest';
import { isKeptFromModels, mayBeStoredIn } from '#kernel/compliance.ts';
import { decodeFrame, encodeFrame } from '#kernel/frame-codec.ts';
import type { Attributes, AttributeValue } from '#kernel/resource.ts';
import type { LogSignal } from '#kernel/signal.ts';

const log = (attributes: Attributes, resource: Attributes = {}): LogSignal => ({
  ...{ kind: 'log', timeUnixNano: 1n, attributes, severityNumber: 9, body: 'x' },
  resource: { attributes: resource },
});

it('a signal may be stored in the region it is marked for, and in any without a mark; its own mark counts first', () => {
  const eu = { 'compliance.region': 'eu-central-1' };
  const us = { 'compliance.region': 'us-east-1' };
  const stored = [log({}), log(us), log({}, us), log(us, eu), log(eu), log({}, eu), log(eu, us)].map((each) =>
    mayBeStoredIn(each, 'us-east-1'),
  );
  expect(stored).toEqual([true, true, true, true, false, false, false]);
});

it.for<[AttributeValue, boolean]>([
  [true, true],
  ['true', true],
  ['yes', true],
  [1, true],
  [false, false],
  ['false', false],
  [null, false],
])('a mark of %j keeps a signal from models: %s', ([mark, kept]) => {
  expect(isKeptFromModels(log({ 'compliance.no_model': mark }))).toBe(kept);
  expect(isKeptFromModels(log({}, { 'compliance.no_model': mark }))).toBe(kept);
});

it('marks travel with the frame', () => {
  const signals = [log({ 'compliance.no_model': true }), log({})];
  const { data } = encodeFrame({ id: 'f', partition: 'p', receivedAt: 1, signals });
  expect(decodeFrame(data).signals.map(isKeptFromModels)).toEqual([true, false]);
});
