/** What CloudFormation and the services refuse of a template: one line that says what and where; at the limit it is deployed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '#test/support/refusal-of.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

const messageOf = async (assembly: string): Promise<string> => (await refusalOf(assembly))?.message ?? 'started';
const assemblyOf = (template: object) => writeAssembly({ stack: template });
const many = (count: number, value: unknown) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`Thing${at}`, value]));
const group = { Type: 'AWS::Logs::LogGroup', Properties: {} };
const resources = (count: number) => assemblyOf({ Resources: many(count, group) });
const outputs = (count: number) => assemblyOf({ Resources: { Group: group }, Outputs: many(count, { Value: 'v' }) });
const parameters = (count: number) =>
  assemblyOf({ Resources: { Group: group }, Parameters: many(count, { Type: 'String', Default: 'v' }) });
const described = (length: number) => assemblyOf({ Description: 'd'.repeat(length), Resources: { Group: group } });
/** A template file of so many bytes, padded with spaces as indentation would. */
const sized = (bytes: number) => {
  const assembly = assemblyOf({ Resources: { Group: group } });
  writeFileSync(join(assembly, 'stack.template.json'), JSON.stringify({ Resources: { Group: group } }).padEnd(bytes));
  return assembly;
};
const thing = (type: string, properties: object = {}) => assemblyOf({ Resources: { Thing: { Type: type, Properties: properties } } });
const exceeds = (kind: string, count: number, most: number) =>
  `stack: Template format error: Number of ${kind}, ${count}, is greater than maximum allowed, ${most}`;
const member = (value: unknown, name: string, rule: string) =>
  `stack/Thing: 1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must ${rule}`;

describe('a template', () => {
  it.for<[string, () => string, () => string, string]>([
    ['resources', () => resources(500), () => resources(501), exceeds('resources', 501, 500)],
    ['outputs', () => outputs(200), () => outputs(201), exceeds('outputs', 201, 200)],
    ['parameters', () => parameters(200), () => parameters(201), exceeds('parameters', 201, 200)],
    ['bytes', () => sized(1_000_000), () => sized(1_000_001), 'stack: Template may not exceed 1000000 bytes in size (it has 1000001)'],
    [
      'description',
      () => described(1_024),
      () => described(1_025),
      "stack: Template format error: 'Description' length is greater than 1024.",
    ],
  ])('is limited in its %s', async ([, at, over, message]) => {
    expect(await messageOf(at())).toBe('started');
    expect(await messageOf(over())).toBe(message);
  });

  it('has names of letters and digits', async () => {
    expect(await messageOf(assemblyOf({ Resources: { 'My-Group': group } }))).toBe(
      'stack/My-Group: Template format error: Resource name My-Group is non alphanumeric or longer than 255 characters.',
    );
    expect(await messageOf(writeAssembly({ my_stack: { Resources: { Group: group } } }))).toContain("Value 'my_stack' at 'stackName'");
  });
});

describe('a resource', () => {
  const bucket = (BucketName: string) => thing('AWS::S3::Bucket', { BucketName });
  const against = (name: string) => `stack/Thing: The specified bucket is not valid: '${name}' is against the naming rules of buckets`;

  it.for(['ab', 'b'.repeat(64), 'Upper', 'under_score', 'two..dots', '-dash', '192.168.0.1', 'xn--name', 'name-s3alias'])(
    'is no bucket named %s',
    async (name) => {
      expect(await messageOf(bucket(name))).toBe(against(name));
    },
  );

  it.for<[string, () => string, () => string, string]>([
    ['a bucket with its name', () => bucket('a.b-c9'), () => bucket('a.b-c9-'), against('a.b-c9-')],
    [
      'a queue with its visibility timeout',
      () => thing('AWS::SQS::Queue', { VisibilityTimeout: 43_200 }),
      () => thing('AWS::SQS::Queue', { VisibilityTimeout: 43_201 }),
      member(43_201, 'visibilityTimeout', 'have value less than or equal to 43200'),
    ],
    [
      'a queue with its retention',
      () => thing('AWS::SQS::Queue', { MessageRetentionPeriod: 60 }),
      () => thing('AWS::SQS::Queue', { MessageRetentionPeriod: 59 }),
      member(59, 'messageRetentionPeriod', 'have value greater than or equal to 60'),
    ],
    [
      'a FIFO queue with its suffix',
      () => thing('AWS::SQS::Queue', { QueueName: 'a.fifo', FifoQueue: true }),
      () => thing('AWS::SQS::Queue', { QueueName: 'a', FifoQueue: true }),
      'stack/Thing: The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length',
    ],
    [
      'a secret with its value',
      () => thing('AWS::SecretsManager::Secret', { SecretString: 's'.repeat(65_536) }),
      () => thing('AWS::SecretsManager::Secret', { SecretString: 's'.repeat(65_537) }),
      "stack/Thing: 1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    ],
    [
      'a database with its name',
      () => thing('AWS::Timestream::Database', { DatabaseName: 'abc' }),
      () => thing('AWS::Timestream::Database', { DatabaseName: 'ab' }),
      member('ab', 'databaseName', 'have length greater than or equal to 3'),
    ],
    [
      'a stream with its record size',
      () => thing('AWS::Kinesis::Stream', {}),
      () => thing('AWS::Kinesis::Stream', { MaxRecordSizeInKiB: 10_240 }),
      'stack/Thing: the property MaxRecordSizeInKiB is not supported',
    ],
  ])('is %s', async ([, at, over, message]) => {
    expect(await messageOf(at())).toBe('started');
    expect(await messageOf(over())).toBe(message);
  });
});
