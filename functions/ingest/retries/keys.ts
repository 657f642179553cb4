/** By what keys the signals of a request are known again. */
import { idFrom } from '#kernel/fingerprint.ts';
import type { Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { isTelling, requestKey } from './request-key.ts';

export interface RetryKey {
  readonly key: string;
  /** Whether an event is among what it stands for: events are rare, and cause pages. */
  readonly isEvent: boolean;
}

export interface Keyed {
  readonly keys: readonly RetryKey[];
  /** The key of each signal; undefined for one that cannot be known again. */
  readonly keyOf: readonly (string | undefined)[];
}

/** Identities of a request that are told apart; one with more is known by its bytes alone. */
const maxIdentities = 100;

/** One key for all, where items have no identity. */
const keyOfAll = (request: ReceiverRequest, agent: string, signals: readonly Signal[]): Keyed => {
  const key = signals.some(isTelling) ? requestKey(agent, request) : undefined;
  const keys = key === undefined ? [] : [{ key, isEvent: signals.some(({ kind }) => kind === 'event') }];
  return { keys, keyOf: new Array<string | undefined>(signals.length).fill(key) };
};

/**
 * `request` with its body as it was sent. Keys are an agent's own: nobody can have another's telemetry taken for a retry. And a path's: an alert
 * that Prometheus posts itself and that its Alertmanager posts, too, is two reports.
 */
export const keysOf = (receiver: Receiver, request: ReceiverRequest, agent: string, signals: readonly Signal[]): Keyed => {
  if (receiver.identity === undefined) return keyOfAll(request, agent, signals);
  const identities = signals.map((signal) => receiver.identity?.(signal, request));
  const distinct = new Set(identities).difference(new Set([undefined]));
  const tells = distinct.size > 0 || signals.some(isTelling);
  const apart = distinct.size <= maxIdentities;
  const bytes = tells && (!apart || identities.includes(undefined)) ? requestKey(agent, request) : undefined;
  const keyOf = identities.map((identity) =>
    identity === undefined || !apart ? bytes : idFrom(receiver.id, agent, request.path, identity),
  );
  const events = new Map<string, boolean>();
  for (const [at, key] of keyOf.entries())
    if (key !== undefined) events.set(key, (events.get(key) ?? false) || signals[at]?.kind === 'event');
  return { keys: [...events].map(([key, isEvent]) => ({ key, isEvent })), keyOf };
};
