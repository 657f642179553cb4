/** DynamoDB: the emulator dynalite behind the service contract. */
import type { Server } from 'node:http';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { callEmulator, callEmulatorJson } from '../emulators/emulator.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';

export class DynamoDbService implements Service {
  readonly signingName = 'dynamodb';
  readonly #server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0 });

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return callEmulator(this.#server, request);
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
