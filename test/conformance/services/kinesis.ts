/** Kinesis: the stream every signal goes through. */
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { defineSuite } from './contract.ts';
import { streamOf } from './kinesis/calls.ts';
import { recordCases } from './kinesis/records.ts';
import { streamCases } from './kinesis/streams.ts';

export const kinesis = defineSuite({
  service: 'Kinesis',
  open: (options) => new KinesisClient(options),
  resources: streamOf,
  cases: [...recordCases, ...streamCases],
});
