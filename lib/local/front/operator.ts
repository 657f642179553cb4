/** Whoever runs the account: a call of AWS as their client would send it, signed with a key that belongs to no role. */
import type { HttpRequest } from './http-message.ts';

interface OperatorCall {
  /** As in `x-amz-target`. */
  readonly target: string;
  /** Signing name. */
  readonly service: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export const operatorRequest = ({ target, service, region, input }: OperatorCall): HttpRequest => ({
  ...{ method: 'POST', target: '/', httpVersion: '1.1' },
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': target,
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=operator/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=local`,
  },
  body: Buffer.from(JSON.stringify(input)),
});
