/** Where agents put their token. */
import type { AuthoriserEvent } from './event.ts';

/** What begins an agent token: tells it from a password or key that is not for us. */
const beginning = 'swa_';

/** Base64 of `name:password`; the name is the agent's own affair. */
const passwordIn = (base64: string): string => {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
};

/**
 * The token in the value of a header: alone, or after `Bearer` (OpenTelemetry, Prometheus, webhooks), `Splunk` (HEC), `Token` (InfluxDB's
 * clients, Telegraf) or `Basic` (Prometheus, Telegraf, an address with a password in it).
 */
const inHeader = (value: string): string => {
  const space = value.indexOf(' ');
  if (space < 0) return value;
  const scheme = value.slice(0, space).toLowerCase();
  const rest = value.slice(space + 1).trim();
  if (scheme === 'basic') return passwordIn(rest);
  return ['bearer', 'splunk', 'token'].includes(scheme) ? rest : value;
};

/** `Sentry sentry_version=7, sentry_key=…`, as Sentry's SDKs send it. */
const inSentryHeader = (value: string): string | undefined => {
  const fields = value.replace(/^sentry /i, '').split(',');
  const field = fields.map((each) => each.trim()).find((each) => each.startsWith('sentry_key='));
  return field?.slice('sentry_key='.length);
};

/** Every place, in order. Names come in lower case from API Gateway; other callers are not trusted with it. */
const everywhere = ({ headers = {}, queryStringParameters: query = {} }: AuthoriserEvent): readonly string[] => {
  const lowered = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const [authorization, firehose, sentry] = ['authorization', 'x-amz-firehose-access-key', 'x-sentry-auth'].map((name) =>
    lowered.get(name),
  );
  const found = [
    authorization === undefined ? undefined : inHeader(authorization),
    firehose,
    sentry === undefined ? undefined : inSentryHeader(sentry),
    Object.hasOwn(query, 'sentry_key') ? query['sentry_key'] : undefined,
  ];
  return found.filter((each): each is string => each !== undefined && each !== '');
};

/**
 * What a request carries for a token; undefined when it carries nothing. Where the gateway remembers answers by the value of a header, that
 * value alone counts: with a token from anywhere else the answer would be remembered for a header that does not hold it.
 */
export const credentialIn = (event: AuthoriserEvent): string | undefined => {
  const [source] = event.identitySource ?? [];
  const found = source === undefined ? everywhere(event) : [inHeader(source)];
  return found.find((each) => each.startsWith(beginning)) ?? found[0];
};
