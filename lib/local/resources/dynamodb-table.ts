/** AWS::DynamoDB::Table: a table of the emulator; time to live deletes nothing, as AWS may for days [D]. */
import { createTable } from './create-table.ts';
import type { ResourceType } from './resource-type.ts';

export const dynamodbTable: ResourceType = {
  type: 'AWS::DynamoDB::Table',
  create: async ({ properties, generatedName, parts }) => {
    properties.refuse('StreamSpecification', 'ImportSourceSpecification');
    const name = properties.optionalText('TableName') ?? generatedName;
    await createTable(name, properties, parts);
    return { ref: name, attributes: { Arn: `arn:aws:dynamodb:${parts.region}:${parts.account}:table/${name}` } };
  },
};
