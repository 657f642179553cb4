/** Timestream, write side: records are written to a table; endpoints belong to nobody. */
import { inputOf, jsonDenial, type ServiceActions, textOf } from './service-actions.ts';

/** Actions that know no resource (Service Authorization Reference [D]). */
const withoutResource: readonly string[] = ['DescribeEndpoints', 'ListDatabases'];

export const timestreamActions: ServiceActions = {
  signingName: 'timestream',
  needed: (request, { account, region }) => {
    const action = `timestream:${request.operation}`;
    if (withoutResource.includes(request.operation)) return [{ action, resource: '*' }];
    const input = inputOf(request);
    const database = `arn:aws:timestream:${region}:${account}:database/${textOf(input, 'DatabaseName') ?? '*'}`;
    const table = textOf(input, 'TableName');
    return [{ action, resource: table === undefined ? database : `${database}/table/${table}` }];
  },
  // API reference, WriteRecords, AccessDeniedException [D].
  denial: jsonDenial({
    version: '1.0',
    type: 'com.amazonaws.timestream.v20181101#AccessDeniedException',
    status: 400,
    messageName: 'message',
  }),
};
