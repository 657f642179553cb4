/** What Firehose posts (https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html): headers that say whence, and records in base64. */
import { InputError } from '#kernel/errors.ts';
import { isObject, parseJson, parseJsonText, textOf } from '#kernel/reading/json.ts';
import { resourceFromLabels } from '#kernel/reading/label-resource.ts';
import { signalTime } from '#kernel/reading/rfc3339.ts';
import { malformed } from '#kernel/reading/tally.ts';
import { type AttributeDraft, setAttribute } from '#kernel/reading/values.ts';
import type { ReceiverRequest } from '#kernel/receiver.ts';
import type { Attributes } from '#kernel/resource.ts';

/** Records Firehose puts into one request at most, by its specification. */
const maxRecords = 10_000;
/** Attributes Firehose lets a stream have. */
const maxCommonAttributes = 50;

export interface Delivery {
  readonly records: readonly unknown[];
  /** When Firehose made the request; 0n where it does not say. */
  readonly timeUnixNano: bigint;
  /** What the headers say of the stream: cloud, region, account, and the attributes its owner gave it. */
  readonly common: Attributes;
}

/** The id that must be given back; an empty one where there is none. */
export const requestIdOf = ({ headers }: Pick<ReceiverRequest, 'headers'>): string =>
  (headers['x-amz-firehose-request-id'] ?? '').slice(0, 256);

/** Milliseconds since the epoch as nanoseconds; 0n for what is no such number. */
export const nanosOfMillis = (value: unknown): bigint =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? signalTime(BigInt(Math.floor(value)) * 1_000_000n) : 0n;

const ownersAttributes = (header: string | undefined): AttributeDraft => {
  const attributes: AttributeDraft = {};
  if (header === undefined || header === '') return attributes;
  const parsed = parseJsonText(header.slice(0, 65_536));
  const given = isObject(parsed) ? parsed['commonAttributes'] : undefined;
  if (!isObject(given)) throw malformed('X-Amz-Firehose-Common-Attributes must be {"commonAttributes": {…}}.');
  const entries = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (entries.length > maxCommonAttributes) throw malformed(`A stream may have ${maxCommonAttributes} common attributes at most.`);
  for (const [name, value] of entries) setAttribute(attributes, `firehose.${name}`, value);
  return { ...attributes, ...resourceFromLabels(entries) };
};

const commonOf = (headers: ReceiverRequest['headers']): Attributes => {
  const attributes: AttributeDraft = { 'cloud.provider': 'aws' };
  const arn = (headers['x-amz-firehose-source-arn'] ?? '').slice(0, 2048);
  const [scheme, , , region = '', account = ''] = arn.split(':', 6);
  if (scheme === 'arn') {
    if (region !== '') attributes['cloud.region'] = region;
    if (account !== '') attributes['cloud.account.id'] = account;
    attributes['firehose.arn'] = arn;
  }
  return { ...attributes, ...ownersAttributes(headers['x-amz-firehose-common-attributes']) };
};

/** The access key's header is never looked at. InputError where this is no delivery of Firehose. */
export const readDelivery = ({ headers, body }: ReceiverRequest): Delivery => {
  const requestId = requestIdOf({ headers });
  if (requestId === '') throw malformed('The header X-Amz-Firehose-Request-Id is missing; is this a delivery of Firehose?');
  const request = parseJson(body);
  if (!isObject(request) || !Array.isArray(request['records']))
    throw malformed('The body of a delivery is {"requestId", "timestamp", "records": [{"data"}]}.');
  if (textOf(request['requestId']) !== requestId) throw malformed('The request id of the body is not the one of the header.');
  const { records } = request;
  if (records.length > maxRecords) throw new InputError(`A delivery has ${maxRecords} records at most.`, { reason: 'too_large' });
  return { records, timeUnixNano: nanosOfMillis(request['timestamp']), common: commonOf(headers) };
};
