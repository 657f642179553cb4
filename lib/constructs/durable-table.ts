/** A DynamoDB table with our key names, paid by request, recoverable to any second of the last 35 days. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, type GlobalSecondaryIndexPropsV2, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

export interface DurableTableProps {
  readonly name: string;
  readonly retain: boolean;
  readonly indexes?: readonly GlobalSecondaryIndexPropsV2[];
}

/** `pk` and `sk` are text; an item leaves some time after its `expiresAt` (epoch seconds). */
export class DurableTable extends TableV2 {
  constructor(scope: Construct, id: string, { name, retain, indexes = [] }: DurableTableProps) {
    super(scope, id, {
      tableName: name,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      globalSecondaryIndexes: [...indexes],
    });
  }
}
