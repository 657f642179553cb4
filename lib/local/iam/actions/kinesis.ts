/** Kinesis Data Streams: every action is on a stream; GetRecords names it only inside its iterator. */
import { placeOfIterator } from '../../emulators/shard-iterator.ts';
import { inputOf, jsonDenial, type ServiceActions, textOf } from './service-actions.ts';

/** Actions that know no resource (Service Authorization Reference [D]). */
const withoutResource: readonly string[] = ['ListStreams', 'DescribeLimits', 'DescribeAccountSettings'];

export const kinesisActions: ServiceActions = {
  signingName: 'kinesis',
  needed: (request, { account, region }) => {
    const action = `kinesis:${request.operation}`;
    if (withoutResource.includes(request.operation)) return [{ action, resource: '*' }];
    const input = inputOf(request);
    const name = textOf(input, 'StreamName') ?? placeOfIterator(textOf(input, 'ShardIterator') ?? '')?.stream;
    const arn = textOf(input, 'StreamARN') ?? `arn:aws:kinesis:${region}:${account}:stream/${name ?? '*'}`;
    return [{ action, resource: arn }];
  },
  // 400: API reference, PutRecords, AccessDeniedException [D]; `Message` as Firehose, of the same make, answers (awsdocs/aws-ios-developer-guide#12 [S]).
  denial: jsonDenial({ version: '1.1', type: 'AccessDeniedException', status: 400 }),
  // API reference, PutRecords and GetRecords, KMSAccessDeniedException [D].
  keyDenial: jsonDenial({ version: '1.1', type: 'KMSAccessDeniedException', status: 400 }),
};
