/** What DynamoDB refuses, before and after it looks at the table. */
import { GetItemCommand, PutItemCommand, TransactGetItemsCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { failure, refused } from '../contract.ts';
import { key, put, query, type TableCase, update, values } from './calls.ts';

const invalid = refused('ValidationException');
const messageOf = ({ message }: Readonly<Record<string, unknown>>) => ({ message });

export const refusalCases: readonly TableCase[] = [
  {
    name: 'a missing table is not found',
    source: 'API Reference, GetItem, Errors [D]; text seen by clients [S]',
    run: ({ client }) => failure(client.send(new GetItemCommand({ TableName: 'none', Key: key() })), messageOf),
    expected: { ...refused('ResourceNotFoundException'), message: 'Requested resource not found' },
  },
  {
    name: 'a name that no table can have is invalid',
    source: 'API Reference, GetItem, TableName, Pattern [D]',
    run: ({ client }) => client.send(new GetItemCommand({ TableName: 'a b', Key: key() })),
    expected: invalid,
  },
  {
    name: 'an item without its sort key is invalid',
    source: 'DynamoDB: "One or more parameter values were invalid: Missing the key sk in the item" [S]',
    run: ({ client, id }) => failure(client.send(new PutItemCommand({ TableName: id, Item: marshall({ pk: 'p' }) })), messageOf),
    expected: { ...invalid, message: 'One or more parameter values were invalid: Missing the key sk in the item' },
  },
  {
    name: 'a key of the wrong type is invalid',
    source: 'DynamoDB: "Type mismatch for key" [S]',
    run: ({ client, id }) => failure(client.send(new PutItemCommand({ TableName: id, Item: marshall({ pk: 1, sk: 's' }) })), messageOf),
    expected: { ...invalid, message: 'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N' },
  },
  {
    name: 'an empty key is invalid',
    source: 'DynamoDB Developer Guide, "Naming rules and data types": key values cannot be empty strings [D]',
    run: (table) => put(table, { sk: '' }),
    expected: invalid,
  },
  {
    name: 'an index key of the wrong type is invalid',
    source: 'DynamoDB: "Type mismatch for Index Key" [S]',
    run: (table) => put(table, { status: 1, rank: 1 }),
    expected: invalid,
  },
  {
    name: 'a read by a key with too much or too little is invalid',
    source: 'DynamoDB: "The provided key element does not match the schema" [S]',
    run: async ({ client, id }) => {
      const read = (Key: Record<string, string>) =>
        failure(client.send(new GetItemCommand({ TableName: id, Key: marshall(Key) })), messageOf);
      return [await read({ pk: 'p' }), await read({ pk: 'p', sk: 's', more: 'x' })];
    },
    expected: [1, 2].map(() => ({ ...invalid, message: 'The provided key element does not match the schema' })),
  },
  {
    name: 'a name that no expression uses is invalid',
    source: 'DynamoDB: "Value provided in ExpressionAttributeNames unused in expressions" [S]',
    run: (table) => query(table, { ExpressionAttributeNames: { '#unused': 'x' } }),
    expected: invalid,
  },
  {
    name: 'a value that no expression uses is invalid',
    source: 'DynamoDB: "Value provided in ExpressionAttributeValues unused in expressions" [S]',
    run: (table) => update(table, 'SET a = :a', { ExpressionAttributeValues: values({ a: 1, unused: 2 }) }),
    expected: invalid,
  },
  {
    name: 'a value that is not given is invalid',
    source: 'DynamoDB: "An expression attribute value used in expression is not defined" [S]',
    run: (table) => update(table, 'SET a = :a, b = :b', { ExpressionAttributeValues: values({ a: 1 }) }),
    expected: invalid,
  },
  {
    name: 'a reserved word needs a placeholder',
    source: 'DynamoDB Developer Guide, "Reserved words" [D]; text seen by clients [S]',
    run: (table) => failure(update(table, 'SET status = :a', { ExpressionAttributeValues: values({ a: 'x' }) }), messageOf),
    expected: { ...invalid, message: 'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status' },
  },
  {
    name: 'an expression that cannot be read is invalid',
    source: 'DynamoDB: "Invalid UpdateExpression: Syntax error" [S]',
    run: (table) => update(table, 'SET a = ', {}),
    expected: invalid,
  },
  {
    name: 'an empty set is invalid',
    source: 'DynamoDB Developer Guide, "Naming rules and data types": sets cannot be empty [D]',
    run: ({ client, id }) => client.send(new PutItemCommand({ TableName: id, Item: { ...key(), tags: { SS: [] } } })),
    expected: invalid,
  },
  {
    name: 'a set with a repeated member is invalid',
    source: 'API Reference, AttributeValue; "Input collection contains duplicates" [S]',
    run: ({ client, id }) => client.send(new PutItemCommand({ TableName: id, Item: { ...key(), tags: { SS: ['a', 'a'] } } })),
    expected: invalid,
  },
  {
    name: 'a number of more than 38 digits is invalid',
    source: 'DynamoDB Developer Guide, "Naming rules and data types": up to 38 digits of precision [D]',
    run: ({ client, id }) => client.send(new PutItemCommand({ TableName: id, Item: { ...key(), n: { N: '1'.repeat(39) } } })),
    expected: invalid,
  },
  {
    name: 'an item of more than 400 KB is invalid',
    source: 'DynamoDB quotas: 400 KB an item [D]',
    run: (table) => failure(put(table, { text: 'x'.repeat(409_600) }), messageOf),
    expected: { ...invalid, message: 'Item size has exceeded the maximum allowed size' },
  },
  {
    name: 'a malformed body is a serialisation error',
    source: 'DynamoDB Developer Guide, "Error handling", SerializationException [D]',
    run: async ({ endpoint }) => {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          'x-amz-date': '20261120T100000Z',
          authorization: 'AWS4-HMAC-SHA256 Credential=test/20261120/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
        },
        body: '{',
      });
      const { __type } = (await response.json()) as { __type: string };
      return { status: response.status, type: __type.split('#').at(-1) };
    },
    expected: { status: 400, type: 'SerializationException' },
  },
  {
    name: 'transactions are not emulated, and say so',
    source: 'lib/local/README.md: refused; on AWS they work [D]',
    run: async ({ client, id }) => [
      await failure(
        client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: id, Item: key() } }] })),
        ({ message }) => ({ says: String(message).includes('TransactWriteItems') }),
      ),
      await failure(
        client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: id, Key: key() } }] })),
        ({ message }) => ({ says: String(message).includes('TransactGetItems') }),
      ),
    ],
    expected: [1, 2].map(() => ({ ...refused('UnknownOperationException'), says: true })),
  },
];
