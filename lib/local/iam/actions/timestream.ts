/** Timestream: records are written to a table and read from it, a query's by what it says; endpoints belong to nobody. */
import { readStatement } from '../../services/timestream-statement.ts';
import { inputOf, jsonDenial, type NeededPermission, type ServiceActions, textOf } from './service-actions.ts';

/** Actions that know no resource (Service Authorization Reference [D]). */
const withoutResource: readonly string[] = ['DescribeEndpoints', 'ListDatabases'];

/** Of the table in the statement [D: Developer Guide, "Identity and access management": Select and ListMeasures of a table]. */
const queryNeeds = (statement: string, tables: string): readonly NeededPermission[] => {
  const asked = readStatement(statement);
  if (asked === undefined) return [];
  const action = asked.kind === 'measures' ? 'timestream:ListMeasures' : 'timestream:Select';
  return [{ action, resource: `${tables}${asked.database}/table/${asked.table}` }];
};

export const timestreamActions: ServiceActions = {
  signingName: 'timestream',
  needed: (request, { account, region }) => {
    const action = `timestream:${request.operation}`;
    if (withoutResource.includes(request.operation)) return [{ action, resource: '*' }];
    const input = inputOf(request);
    const databases = `arn:aws:timestream:${region}:${account}:database/`;
    if (request.operation === 'Query') return queryNeeds(textOf(input, 'QueryString') ?? '', databases);
    const database = `${databases}${textOf(input, 'DatabaseName') ?? '*'}`;
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
