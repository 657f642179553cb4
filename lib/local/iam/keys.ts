/** Customer-managed keys of the templates: what they encrypt, and what a caller of a service must be allowed to do with them. */

/**
 * Action of a service → what the service does with the key in its caller's name. Sources: Kinesis Developer Guide, "Permissions to use
 * user-generated KMS keys"; SQS Developer Guide, "Key management" (a producer needs both); S3 User Guide, "SSE-KMS"; Secrets Manager
 * User Guide, "Secret encryption and decryption" [D]. DynamoDB decrypts the table's own key for every access, writes included
 * (aws/aws-cdk#10010, #19531 [S]).
 */
const keyActions: Readonly<Record<string, readonly string[]>> = {
  'kinesis:PutRecord': ['kms:GenerateDataKey'],
  'kinesis:PutRecords': ['kms:GenerateDataKey'],
  'kinesis:GetRecords': ['kms:Decrypt'],
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
  's3:PutObject': ['kms:GenerateDataKey'],
  's3:GetObject': ['kms:Decrypt'],
  'secretsmanager:GetSecretValue': ['kms:Decrypt'],
  'secretsmanager:PutSecretValue': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'secretsmanager:UpdateSecret': ['kms:GenerateDataKey', 'kms:Decrypt'],
  ...Object.fromEntries(
    ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem', 'BatchGetItem', 'BatchWriteItem', 'Query', 'Scan'].map(
      (name) => [`dynamodb:${name}`, ['kms:Decrypt']],
    ),
  ),
};

export const keyActionsOf = (action: string): readonly string[] => keyActions[action] ?? [];

/** An object is encrypted as its bucket says, an index as its table. */
const ownerOf = (resource: string): string => {
  if (resource.startsWith('arn:aws:s3:::')) return resource.split('/')[0] ?? resource;
  return resource.split('/index/')[0] ?? resource;
};

export class Keys {
  /** By id, ARN, alias and the alias's ARN. */
  readonly #arns = new Map<string, string>();
  readonly #keyOf = new Map<string, string>();

  /** Adds a key, or another name of one. */
  name(reference: string, keyArn: string): void {
    this.#arns.set(reference, keyArn);
  }

  find(reference: string): string | undefined {
    return this.#arns.get(reference);
  }

  encrypt(resourceArn: string, keyArn: string): void {
    this.#keyOf.set(resourceArn, keyArn);
  }

  /** The key a resource is encrypted with; undefined for keys AWS manages, which let every caller of the account in through their service. */
  of(resource: string): string | undefined {
    return this.#keyOf.get(ownerOf(resource));
  }
}
