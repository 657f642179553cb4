/** DynamoDB: actions are on tables, Query and Scan of an index on the index alone; transactions need the action of each item. */
import {
  type Input,
  inputOf,
  jsonDenial,
  type NeededPermission,
  objectOf,
  type Place,
  type ServiceActions,
  textOf,
} from './service-actions.ts';

/** Actions that know no resource (Service Authorization Reference [D]). */
const withoutResource: readonly string[] = ['ListTables', 'DescribeLimits', 'DescribeEndpoints'];

const tableArn = (table: string, { account, region }: Place): string =>
  table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${account}:table/${table}`;

/** Items of a transaction are `{Put: {TableName, …}}`; a check of a condition is an action of its own. */
const transaction = (input: Input, place: Place): readonly NeededPermission[] => {
  const items = Array.isArray(input['TransactItems']) ? (input['TransactItems'] as readonly Input[]) : [];
  return items.flatMap((item) =>
    Object.entries(item).map(([kind, of]) => ({
      action: `dynamodb:${kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`}`,
      resource: tableArn(textOf(of as Input, 'TableName') ?? '*', place),
    })),
  );
};

const denied = jsonDenial({ version: '1.0', type: 'com.amazon.coral.service#AccessDeniedException', status: 400 });

export const dynamodbActions: ServiceActions = {
  signingName: 'dynamodb',
  needed: (request, place) => {
    const { operation } = request;
    const action = `dynamodb:${operation}`;
    if (withoutResource.includes(operation)) return [{ action, resource: '*' }];
    const input = inputOf(request);
    if (operation.startsWith('Transact')) return transaction(input, place);
    if (operation.startsWith('Batch'))
      return Object.keys(objectOf(input, 'RequestItems')).map((table) => ({ action, resource: tableArn(table, place) }));
    const table = tableArn(textOf(input, 'TableName') ?? '*', place);
    const index = textOf(input, 'IndexName');
    return [{ action, resource: index === undefined ? table : `${table}/index/${index}` }];
  },
  // Status and body as recorded in aws/aws-sdk-js#832 and sebdah/dynamic-dynamodb#187 [S].
  denial: denied,
  // The words around KMS's own as recorded in aws/aws-cdk#10010 [S].
  keyDenial: (message) =>
    denied(
      `KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: ${message} (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: local; Proxy: null)`,
    ),
};
