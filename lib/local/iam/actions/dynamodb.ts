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

/** The partition key of all tables that are emulated for us; of others a request's leading keys are not known. */
const partitionKey = 'pk';

const textIn = (item: unknown): string | undefined => textOf(objectOf(item as Input, partitionKey), 'S');

/** The value that `pk = :value` compares with. */
const queried = (input: Input): string | undefined => {
  const [, name] = /\bpk\s*=\s*(:\w+)/.exec(textOf(input, 'KeyConditionExpression') ?? '') ?? [];
  return name === undefined ? undefined : textOf(objectOf(objectOf(input, 'ExpressionAttributeValues'), name), 'S');
};

/** `dynamodb:LeadingKeys` of a request for one item or one partition [D: DynamoDB, "Using IAM policy conditions for fine-grained access control"]. */
const leadingKeys = (input: Input): Pick<NeededPermission, 'keys'> => {
  const value = textIn(input['Item'] ?? input['Key'] ?? {}) ?? queried(input);
  return value === undefined ? {} : { keys: { 'dynamodb:leadingkeys': value } };
};

/** One permission a partition: `ForAllValues` holds when the condition holds for each. */
const batched = (action: string, resource: string, requests: unknown): readonly NeededPermission[] => {
  const { Keys: keys } = Object(requests) as { readonly Keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) return [{ action, resource }];
  const values = new Set(keys.map((key) => textIn(key)));
  return [...values].map((value) => ({ action, resource, ...(value === undefined ? {} : { keys: { 'dynamodb:leadingkeys': value } }) }));
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
      return Object.entries(objectOf(input, 'RequestItems')).flatMap(([table, requests]) =>
        batched(action, tableArn(table, place), requests),
      );
    const table = tableArn(textOf(input, 'TableName') ?? '*', place);
    const index = textOf(input, 'IndexName');
    return [
      { action, resource: index === undefined ? table : `${table}/index/${index}`, ...(index === undefined ? leadingKeys(input) : {}) },
    ];
  },
  // Status and body as recorded in aws/aws-sdk-js#832 and sebdah/dynamic-dynamodb#187 [S].
  denial: denied,
  // The words around KMS's own as recorded in aws/aws-cdk#10010 [S].
  keyDenial: (message) =>
    denied(
      `KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: ${message} (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: local; Proxy: null)`,
    ),
};
