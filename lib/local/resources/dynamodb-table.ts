/** AWS::DynamoDB::Table: a table of the emulator; time to live deletes nothing, as AWS may for days [D]. */
import { createTableInput } from './create-table-input.ts';
import type { ResourceType } from './resource-type.ts';

export const dynamodbTable: ResourceType = {
  type: 'AWS::DynamoDB::Table',
  create: async ({ properties, generatedName, parts }) => {
    properties.refuse('StreamSpecification', 'ImportSourceSpecification');
    const name = properties.optionalText('TableName') ?? generatedName;
    await parts.dynamodb.createTable(createTableInput(name, properties));
    parts.tables.add(name);
    return { ref: name, attributes: { Arn: `arn:aws:dynamodb:${parts.region}:${parts.account}:table/${name}` } };
  },
};
