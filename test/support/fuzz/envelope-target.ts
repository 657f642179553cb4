/** Sentry's envelopes: taken apart as by a slow reader, and read as the same items in the one form that leaves no doubt. */
import { isDeepStrictEqual } from 'node:util';
import { readEnvelope } from '#functions/ingest/sentry/envelope.ts';
import { sentry } from '#functions/ingest/sentry/receiver.ts';
import { InputError } from '#kernel/errors.ts';
import { createTally } from '#kernel/reading/tally.ts';
import type { Decoded } from '#kernel/receiver.ts';
import { savedEvents } from '#test/conformance/receiver-events.ts';
import { mutateEnvelope, plainEnvelope, slowEnvelope } from './envelopes.ts';
import type { FuzzTarget } from './target.ts';

const reads = (body: Buffer): boolean => {
  try {
    return slowEnvelope(body).items.length > 0;
  } catch {
    return false;
  }
};

const inputs = savedEvents('sentry')
  .map(({ request }) => Buffer.from(request.body))
  .filter(reads);

interface Envelope {
  readonly items: readonly { readonly payload: Buffer; readonly cutOff: boolean }[];
  readonly broken: boolean;
  /** Undefined where all of it was refused. */
  readonly signals: Decoded['signals'] | undefined;
}

const signalsOf = (body: Buffer): Decoded['signals'] | undefined => {
  try {
    return sentry.decode({ method: 'POST', path: '/api/7/envelope/', headers: {}, query: {}, body, receivedAt: 0 }).signals;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
};

const bare = (items: Envelope['items']): Envelope['items'] =>
  items.map(({ payload, cutOff }) => ({ payload: Buffer.from(payload), cutOff }));

export const envelopeTarget: FuzzTarget = {
  ...{ name: 'sentry', inputs, mutate: mutateEnvelope, exact: true },
  read: (body): Envelope => {
    const tally = createTally();
    const { items } = readEnvelope(body, tally);
    return { items: bare(items), broken: tally.rejections().length > 0, signals: signalsOf(body) };
  },
  expect: (body): Envelope => {
    const envelope = slowEnvelope(body);
    return { items: bare(envelope.items), broken: envelope.broken, signals: signalsOf(plainEnvelope(envelope)) };
  },
  agree: (actual, expected) => {
    const [read, slow] = [actual as Envelope, expected as Envelope];
    if (!isDeepStrictEqual({ ...read, signals: 0 }, { ...slow, signals: 0 })) return false;
    return isDeepStrictEqual(read.signals ?? [], slow.signals ?? []);
  },
};
