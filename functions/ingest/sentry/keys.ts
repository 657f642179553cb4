/** A DSN's key comes with every request, and may come again inside what is sent (a span of a request to Sentry): it is taken out. */
import type { JsonObject } from '#kernel/reading/json.ts';
import type { ReceiverRequest } from '#kernel/receiver.ts';
import { objectOf } from './fields.ts';

/** Sentry's are 32 hex digits; shorter ones could stand for words that are not the key. */
const keyShape = /^[0-9A-Za-z]{16,64}$/;

/** The keys that a request names: in its query, its headers, and its envelope's header. */
export const keysOf = ({ query, headers }: Pick<ReceiverRequest, 'query' | 'headers'>, envelope: JsonObject): readonly string[] => {
  const { dsn } = envelope;
  const inDsn = typeof dsn === 'string' ? /^https?:\/\/([0-9A-Za-z]{1,64})(?::([0-9A-Za-z]{1,64}))?@/.exec(dsn.slice(0, 500)) : null;
  const named = [headers['x-sentry-auth'], headers['authorization']].flatMap((value) =>
    [...(value ?? '').slice(0, 2_000).matchAll(/sentry_(?:key|secret)=([0-9A-Za-z]{1,64})/g)].map((match) => match[1]),
  );
  const found = [query['sentry_key'], query['sentry_secret'], objectOf(envelope['trace'])['public_key'], inDsn?.[1], inDsn?.[2], ...named];
  return [...new Set(found.filter((key): key is string => typeof key === 'string' && keyShape.test(key)))];
};

/** The payload without the keys; the same bytes where there are none. */
export const withoutKeys = (payload: Buffer, keys: readonly string[]): Buffer => {
  const found = keys.filter((key) => payload.includes(key));
  if (found.length === 0) return payload;
  return Buffer.from(found.reduce((text, key) => text.replaceAll(key, 'redacted'), payload.toString('utf8')));
};
