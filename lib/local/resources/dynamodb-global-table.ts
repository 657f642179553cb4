/** AWS::DynamoDB::GlobalTable: its one replica in this region, as a table of the emulator. */
import { TemplateError } from '../template/template-error.ts';
import { createTable } from './create-table.ts';
import type { ResourceType } from './resource-type.ts';

export const dynamodbGlobalTable: ResourceType = {
  type: 'AWS::DynamoDB::GlobalTable',
  create: async ({ properties, generatedName, parts }) => {
    properties.refuse('StreamSpecification');
    if (properties.list('Replicas').length > 1) throw new TemplateError(properties.where, 'replicas in other regions are not supported');
    const name = properties.optionalText('TableName') ?? generatedName;
    await createTable(name, properties, parts);
    return {
      ref: name,
      attributes: { Arn: `arn:aws:dynamodb:${parts.region}:${parts.account}:table/${name}`, TableId: parts.nextUuid(`table ${name}`) },
    };
  },
};
