/** How each service says that it is busy, and that it failed: status, code and shape of its own wire. */
import type { ServiceResponse } from '../service.ts';
import { lambdaError } from '../services/lambda.ts';
import { snsError } from '../services/sns.ts';

interface ServiceErrors {
  readonly busy: ServiceResponse;
  readonly failed: ServiceResponse;
}

const json = (version: '1.0' | '1.1', status: number, type: string, message: string): ServiceResponse => ({
  status,
  headers: { 'content-type': `application/x-amz-json-${version}` },
  body: JSON.stringify({ __type: type, message }),
});

/** SQS names its errors twice: in the body, and for clients of the older protocol in a header [D]. */
const queueError = (status: number, code: string, message: string): ServiceResponse => {
  const response = json('1.0', status, `com.amazonaws.sqs#${code}`, message);
  return { ...response, headers: { ...response.headers, 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` } };
};

const xml = (status: number, code: string, message: string): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>local</RequestId></Error>`,
});

/** REST services name the error in a header. */
const rest = (status: number, code: string, message: string): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: JSON.stringify({ message }),
});

const table = 'com.amazonaws.dynamodb.v20120810#';

/** By signing name. Codes and statuses are those of each service's API reference, "Common errors" or "Error responses" [D]. */
export const serviceErrors: Readonly<Record<string, ServiceErrors>> = {
  kinesis: {
    busy: json('1.1', 400, 'ProvisionedThroughputExceededException', 'Rate exceeded for the shard.'),
    failed: json('1.1', 500, 'InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.'),
  },
  dynamodb: {
    busy: json(
      '1.0',
      400,
      `${table}ProvisionedThroughputExceededException`,
      'The level of configured provisioned throughput was exceeded.',
    ),
    failed: json('1.0', 500, `${table}InternalServerError`, 'The request processing has failed because of an unknown error.'),
  },
  sqs: {
    busy: queueError(400, 'RequestThrottled', 'Request is throttled.'),
    failed: queueError(503, 'ServiceUnavailable', 'The request has failed due to a temporary failure of the server.'),
  },
  s3: {
    busy: xml(503, 'SlowDown', 'Please reduce your request rate.'),
    failed: xml(500, 'InternalError', 'We encountered an internal error. Please try again.'),
  },
  secretsmanager: {
    busy: json('1.1', 400, 'ThrottlingException', 'Rate exceeded'),
    failed: json('1.1', 500, 'InternalServiceError', 'An error occurred on the server side.'),
  },
  ses: {
    busy: rest(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.'),
    failed: rest(500, 'InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.'),
  },
  sns: {
    busy: snsError(429, 'Throttled', 'Rate exceeded'),
    failed: snsError(500, 'InternalError', 'An internal service error has occurred.'),
  },
  ssm: {
    busy: json('1.1', 400, 'ThrottlingException', 'Rate exceeded'),
    failed: json('1.1', 500, 'InternalServerError', 'An error occurred on the server side.'),
  },
  lambda: {
    busy: lambdaError(429, 'TooManyRequestsException', 'Rate Exceeded.'),
    failed: lambdaError(500, 'ServiceException', 'The Lambda service encountered an internal error.'),
  },
  states: {
    busy: json('1.0', 400, 'ThrottlingException', 'Rate exceeded'),
    failed: json('1.0', 500, 'InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.'),
  },
  timestream: {
    busy: json('1.0', 400, 'ThrottlingException', 'Too many requests were made and were throttled.'),
    failed: json(
      '1.0',
      500,
      'InternalServerException',
      'The service was unable to fully process this request because of an internal error.',
    ),
  },
};
