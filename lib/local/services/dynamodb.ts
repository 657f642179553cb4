/** DynamoDB: the emulator dynalite behind the service contract, with what it lacks: time to live, and the items of failed conditions. */
import type { Server } from 'node:http';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { callEmulator, callEmulatorJson } from '../emulators/emulator.ts';
import { ofAccount } from '../emulators/of-account.ts';
import { orderRemovals } from '../emulators/remove-order.ts';
import { inputOf, textOf } from '../iam/actions/service-actions.ts';
import { checkCall } from '../quotas/dynamodb.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { answer, type Body, type Operation, refusal, text } from './json-wire.ts';
import { TimeToLive } from './time-to-live.ts';

/** Operations that are passed on; every other one is refused by name. */
const EMULATED = new Set([
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem'],
  ...['CreateTable', 'UpdateTable', 'DeleteTable', 'DescribeTable', 'ListTables', 'TagResource', 'UntagResource', 'ListTagsOfResource'],
]);

const wire = { contentType: 'application/x-amz-json-1.0' } as const;

/** An update that removes two or more elements of lists; any other is passed on as it came. */
const withOrderedRemovals = (request: ServiceRequest): ServiceRequest => {
  if (request.operation !== 'UpdateItem' || !/REMOVE\b[^"]*\][^"]*\]/i.test(request.body.toString())) return request;
  const input = inputOf(request);
  const expression = orderRemovals(textOf(input, 'UpdateExpression') ?? '');
  return expression === '' ? request : { ...request, body: Buffer.from(JSON.stringify({ ...input, UpdateExpression: expression })) };
};

export class DynamoDbService implements Service {
  readonly signingName = 'dynamodb';
  readonly #server: Server;
  readonly #timeToLive = new TimeToLive();

  constructor({ account, region }: { readonly account: string; readonly region: string }) {
    this.#server = ofAccount(account, region, () => dynalite({ createTableMs: 0, deleteTableMs: 0 }));
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    if (!EMULATED.has(request.operation)) return this.#handleHere(request);
    try {
      checkCall(inputOf(request));
    } catch (problem) {
      return refusal(problem, wire);
    }
    const response = await callEmulator(this.#server, withOrderedRemovals(request));
    if (response.status === 400 && /"ReturnValuesOnConditionCheckFailure":"ALL_OLD"/.test(request.body.toString()))
      return this.#withItem(request, response);
    if (response.status === 200 && request.operation === 'DeleteTable') this.#timeToLive.forget(String(inputOf(request)['TableName']));
    return response;
  }

  /** What dynalite does not know. */
  async #handleHere(request: ServiceRequest): Promise<ServiceResponse> {
    if (request.operation === 'UpdateTimeToLive' || request.operation === 'DescribeTimeToLive') {
      // The emulator's own check that the table is there, and its own words when it is not.
      const described = await callEmulator(this.#server, {
        ...request,
        headers: { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTimeToLive' },
        body: Buffer.from(JSON.stringify({ TableName: inputOf(request)['TableName'] })),
      });
      if (described.status !== 200) return described;
    }
    const operations: Readonly<Record<string, Operation>> = {
      UpdateTimeToLive: (input) => this.#timeToLive.update(input),
      DescribeTimeToLive: (input) => this.#timeToLive.describe(text(input, 'TableName')),
    };
    return answer(request, operations, wire);
  }

  /** Adds the item a failed condition met, which dynalite leaves out: read at once after it, so a write in between would show. */
  async #withItem(request: ServiceRequest, response: ServiceResponse): Promise<ServiceResponse> {
    const error = JSON.parse(String(response.body)) as { readonly __type: string };
    if (!error.__type.endsWith('#ConditionalCheckFailedException')) return response;
    const { TableName, Key, Item } = inputOf(request) as { TableName: string; Key?: Body; Item?: Body };
    const { Table } = (await this.#call('DescribeTable', { TableName })) as { Table: { KeySchema: { AttributeName: string }[] } };
    const key = Object.fromEntries(Table.KeySchema.map(({ AttributeName: name }) => [name, (Key ?? Item)?.[name]]));
    const met = (await this.#call('GetItem', { TableName, Key: key, ConsistentRead: true })) as { Item?: Body };
    const { 'content-length': _, 'x-amz-crc32': __, ...headers } = response.headers;
    return { ...response, headers, body: JSON.stringify({ ...error, ...met }) };
  }

  /** Time to live as a template sets it. */
  setTimeToLive(table: string, attribute: string): void {
    this.#timeToLive.update({ TableName: table, TimeToLiveSpecification: { AttributeName: attribute, Enabled: true } });
  }

  /** Creates a table from CreateTable's own input and waits until it takes items. */
  async createTable(input: { readonly TableName: string } & Readonly<Record<string, unknown>>): Promise<void> {
    await this.#call('CreateTable', input);
    for (;;) {
      const { Table } = (await this.#call('DescribeTable', { TableName: input.TableName })) as { Table: { TableStatus: string } };
      if (Table.TableStatus === 'ACTIVE') return;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** An item by its key, in DynamoDB's own form. */
  async item(table: string, key: unknown): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined> {
    const { Item } = (await this.#call('GetItem', { TableName: table, Key: key, ConsistentRead: true })) as {
      Item?: Record<string, Record<string, unknown>>;
    };
    return Item;
  }

  /** Every item of a table, as plain values. */
  async items(table: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const items: Record<string, unknown>[] = [];
    let from: unknown;
    do {
      const page = (await this.#call('Scan', { TableName: table, ...(from ? { ExclusiveStartKey: from } : {}) })) as {
        Items: Record<string, AttributeValue>[];
        LastEvaluatedKey?: unknown;
      };
      items.push(...page.Items.map((item) => unmarshall(item)));
      from = page.LastEvaluatedKey;
    } while (from);
    return items;
  }

  #call(operation: string, input: unknown): Promise<unknown> {
    return callEmulatorJson(this.#server, `DynamoDB_20120810.${operation}`, '1.0', input);
  }
}
