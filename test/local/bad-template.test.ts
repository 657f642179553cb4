import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '#test/support/refusal-of.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { type TestStack, writeAssembly } from '#test/support/templates/write-assembly.ts';

const messageOf = async (assembly: string): Promise<string> => (await refusalOf(assembly))?.message ?? 'started';
/** A bucket whose name is an expression. */
const bucket = (BucketName: unknown): TestStack => ({ Resources: { Thing: { Type: 'AWS::S3::Bucket', Properties: { BucketName } } } });
/** As Fn::Sub and DefinitionSubstitutions know it. */
const placeholder = (name: string): string => `$\{${name}}`;
const machine = (properties: object): TestStack => ({
  Resources: { Thing: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'r', ...properties } } },
});
const conditional = (Conditions: TestStack['Conditions'], Condition: string) =>
  ({ Conditions, Resources: { Thing: { Type: 'AWS::S3::Bucket', Condition } } }) as TestStack;
const twice = (Type: string, Properties: object): TestStack => ({ Resources: { One: { Type, Properties }, Two: { Type, Properties } } });

const resource = (Type: string, Properties: object = {}): TestStack => ({ Resources: { Thing: { Type, Properties } } });

describe('a template that cannot run here', () => {
  it.for<[string, TestStack, string]>([
    [
      'an unsupported type',
      resource('AWS::EC2::Instance'),
      'stack/Thing: the resource type AWS::EC2::Instance is not supported by the local cloud',
    ],
    [
      'an unknown intrinsic',
      resource('AWS::S3::Bucket', { BucketName: { 'Fn::Cidr': [] } }),
      'stack/Thing: the intrinsic function Fn::Cidr is not supported',
    ],
    [
      'a dangling reference',
      resource('AWS::S3::Bucket', { BucketName: { Ref: 'Gone' } }),
      "stack/Thing: refers to 'Gone', which is neither a resource nor a parameter of the stack",
    ],
    [
      'an attribute that does not exist',
      { Resources: { Bucket: { Type: 'AWS::S3::Bucket' } }, Outputs: { O: { Value: { 'Fn::GetAtt': ['Bucket', 'Gone'] } } } },
      "stack output O: Fn::GetAtt 'Bucket.Gone': there is no such attribute",
    ],
    [
      'a circular reference',
      resource('AWS::S3::Bucket', { BucketName: { Ref: 'Thing' } }),
      'stack/Thing: circular reference stack/Thing -> stack/Thing',
    ],
    [
      'a property whose effect would be missing',
      resource('AWS::S3::Bucket', { NotificationConfiguration: {} }),
      'stack/Thing: the property NotificationConfiguration is not supported',
    ],
    [
      'a property of the wrong kind',
      resource('AWS::Kinesis::Stream', { ShardCount: 'many' }),
      'stack/Thing: the property ShardCount is "many", expected a number',
    ],
    [
      'an asset that is in no manifest',
      resource('AWS::Lambda::Function', {
        Code: { S3Bucket: 'b', S3Key: 'abc.zip' },
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'r',
      }),
      'stack/Thing: the asset abc.zip is in no asset manifest',
    ],
    [
      'a state machine the engine refuses',
      resource('AWS::StepFunctions::StateMachine', { RoleArn: 'r', Definition: { StartAt: 'Gone', States: {} } }),
      expect.stringMatching(/^stack\/Thing: .+$/) as string,
    ],
  ])('%s is one line that says what and where', async ([, stack, message]) => {
    expect(await messageOf(writeAssembly({ stack }))).toEqual(message);
  });

  it.for<[string, TestStack, string]>([
    ['a join of no list', bucket({ 'Fn::Join': ['-', 'a'] }), 'stack/Thing: Fn::Join values is "a", expected a list'],
    ['a join with one argument', bucket({ 'Fn::Join': ['-'] }), 'stack/Thing: Fn::Join has 1 arguments, expected 2'],
    [
      'a choice without its other side',
      { Conditions: { C: { 'Fn::Equals': ['a', 'b'] } }, ...bucket({ 'Fn::If': ['C', 'a'] }) },
      'stack/Thing: Fn::If has 2 arguments, expected 3',
    ],
    [
      'a placeholder for nothing',
      bucket({ 'Fn::Sub': placeholder('Gone') }),
      "stack/Thing: refers to 'Gone', which is neither a resource nor a parameter of the stack",
    ],
    [
      'an attribute without a name',
      bucket({ 'Fn::GetAtt': ['Thing2'] }),
      "stack/Thing: refers to 'Thing2', which is neither a resource nor a parameter of the stack",
    ],
    ['a choice outside the list', bucket({ 'Fn::Select': [3, ['a']] }), 'stack/Thing: Fn::Select 3 is outside a list of 1'],
    ['a map that is not there', bucket({ 'Fn::FindInMap': ['M', 'a', 'b'] }), 'stack/Thing: Fn::FindInMap finds nothing at M.a.b'],
    ['an import nobody exports', bucket({ 'Fn::ImportValue': 'x:y' }), "stack/Thing: imports 'x:y', which no stack exports"],
    [
      'a parameter without value',
      { Parameters: { P: { Type: 'String' } }, ...bucket({ Ref: 'P' }) },
      "stack/Thing: Ref to the parameter 'P', which has no default",
    ],
    ['a dynamic reference', bucket('{{resolve:ssm:name}}'), 'stack/Thing: the dynamic reference {{resolve:ssm:name}} is not supported'],
    ['a condition that is not there', conditional({}, 'Gone'), 'stack condition Gone: there is no condition of that name'],
    [
      'a condition on an unknown parameter',
      conditional({ C: { 'Fn::Equals': [{ Ref: 'Gone' }, 'b'] } }, 'C'),
      'stack condition C: {"Ref":"Gone"} cannot be used in a condition',
    ],
    [
      'a comparison with nothing',
      conditional({ C: { 'Fn::Equals': ['a'] } }, 'C'),
      'stack condition C: Fn::Equals has 1 values, expected two to compare',
    ],
    [
      'a circle of conditions',
      conditional({ A: { Condition: 'B' }, B: { 'Fn::Not': [{ Condition: 'A' }] } }, 'A'),
      'stack condition A: circular reference A -> B -> A',
    ],
    [
      'a dependency on nothing',
      { Resources: { Thing: { Type: 'AWS::S3::Bucket', DependsOn: 'Gone' } } },
      "stack/Thing DependsOn: refers to 'Gone', which is neither a resource nor a parameter of the stack",
    ],
    ['a resource without type', { Resources: { Thing: { Properties: {} } } }, 'stack/Thing: the resource has no Type'],
    ['a resource that is text', { Resources: { Thing: 'x' } }, 'stack/Thing: the resource is "x", expected a group of fields'],
    [
      'properties that are a list',
      { Resources: { Thing: { Type: 'AWS::S3::Bucket', Properties: [] } } },
      'stack/Thing: Properties is [], expected a group of fields',
    ],
    ['a list of resources', { Resources: [] as unknown as Record<string, unknown> }, 'stack: Resources is [], expected a group of fields'],
    [
      'a transform',
      { Transform: 'AWS::Serverless-2016-10-31', ...bucket('abc') } as TestStack,
      'stack: the transform "AWS::Serverless-2016-10-31" is not supported',
    ],
    ['an output without value', { ...bucket('abc'), Outputs: { O: {} } }, 'stack output O: the output has no Value'],
    [
      'an output that is no text',
      { ...bucket('abc'), Outputs: { O: { Value: { a: 1 } } } },
      'stack output O: the value is {"a":1}, expected text',
    ],
    [
      'a definition file that is in no manifest',
      machine({ DefinitionS3Location: { Bucket: 'b', Key: 'gone.json' } }),
      'stack/Thing: the asset gone.json is in no asset manifest',
    ],
    [
      'a definition with a placeholder left',
      machine({ Definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: placeholder('Fn'), End: true } } } }),
      `stack/Thing: Invalid State Machine Definition: 'INVALID_RESOURCE: Value is not a valid resource ARN: ${placeholder('Fn')} at /States/A/Resource'`,
    ],
    [
      'a definition only the local cloud cannot run',
      machine({ Definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true } } } }),
      "stack/Thing: not supported by the local cloud: the resource 'arn:aws:states:::sns:publish' (sns:publish) at /States/A/Resource",
    ],
    [
      'a table the service refuses',
      resource('AWS::DynamoDB::Table', { TableName: 'abc', KeySchema: [{ AttributeName: 'x', KeyType: 'HASH' }] }),
      'stack/Thing: CreateTable was refused: Invalid KeySchema: Some index key attribute have no definition',
    ],
    [
      'dead letters for a queue that is not there',
      resource('AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:x:1:gone', maxReceiveCount: 3 } }),
      'stack/Thing: there is no queue arn:aws:sqs:x:1:gone for dead letters',
    ],
    ['two buckets of a name', twice('AWS::S3::Bucket', { BucketName: 'abc' }), 'stack/Two: there is a bucket abc already'],
    ['two queues of a name', twice('AWS::SQS::Queue', { QueueName: 'abc' }), 'stack/Two: there is a queue abc already'],
    [
      'a secret that is no JSON',
      resource('AWS::SecretsManager::Secret', { GenerateSecretString: { GenerateStringKey: 'a', SecretStringTemplate: '{' } }),
      expect.stringMatching(/^stack\/Thing: .*JSON.*$/) as string,
    ],
  ])('%s is one line, too', async ([, stack, message]) => {
    expect(await messageOf(writeAssembly({ stack }))).toEqual(message);
  });

  const exporting = (name: string, value: unknown, thing: unknown = `${name}-bucket`): TestStack => ({
    ...bucket(thing),
    Outputs: { O: { Value: value, Export: { Name: name } } },
  });
  it.for<[string, Record<string, TestStack>, string]>([
    [
      'an export of two stacks',
      { a: exporting('e', 'x', 'one'), b: exporting('e', 'y', 'two') },
      "b output O: exports 'e', which a output O exports already",
    ],
    [
      'a circle of two stacks',
      { a: exporting('a', { Ref: 'Thing' }, { 'Fn::ImportValue': 'b' }), b: exporting('b', { Ref: 'Thing' }, { 'Fn::ImportValue': 'a' }) },
      'a/Thing: circular reference a/Thing -> b output O -> b/Thing -> a output O -> a/Thing',
    ],
    [
      'a circle of outputs',
      { a: exporting('a', { 'Fn::ImportValue': 'b' }), b: exporting('b', { 'Fn::ImportValue': 'a' }) },
      'b output O: circular reference b output O -> a output O -> b output O',
    ],
  ])('%s is one line that says what and where', async ([, stacks, message]) => {
    expect(await messageOf(writeAssembly(stacks))).toEqual(message);
  });

  it.for<[string, string, string | undefined, string]>([
    ['a template that is no JSON', 'stack.template.json', '{ "a": ', 'not JSON: Unexpected end of JSON input'],
    ['a template that is nothing', 'stack.template.json', 'null', 'holds null, expected an object'],
    ['a template that is missing', 'stack.template.json', undefined, 'this file of the cloud assembly is missing; run `npm run synth`'],
    ['a manifest that is no JSON', 'manifest.json', 'x', `not JSON: Unexpected token 'x', "x" is not valid JSON`],
    ['a manifest that is a list', 'manifest.json', '[]', 'holds [], expected an object'],
    ['a manifest without stacks', 'manifest.json', '{}', 'the assembly holds no stack'],
    [
      'a stack without template',
      'manifest.json',
      '{"artifacts":{"s":{"type":"aws:cloudformation:stack"}}}',
      'the stack s has no templateFile',
    ],
    ['assets that are missing', 'all.assets.json', undefined, 'this file of the cloud assembly is missing; run `npm run synth`'],
    ['assets that are nothing', 'all.assets.json', 'null', 'holds null, expected an object'],
  ])('%s is named with its file', async ([, file, text, what]) => {
    const assembly = writeAssembly({ stack: bucket('abc') });
    if (text === undefined) rmSync(join(assembly, file));
    else writeFileSync(join(assembly, file), text);
    expect(await messageOf(assembly)).toBe(`${join(assembly, file)}: ${what}`);
  });

  it('a missing asset folder is named, and so is what makes it', async () => {
    const assembly = writeAssembly(smallPipeline(), smallPipelineHandlers);
    rmSync(join(assembly, 'asset.consume'), { recursive: true });
    expect(await messageOf(assembly)).toBe(
      `pipeline/consume: the asset ${join(assembly, 'asset.consume')} is missing; run \`npm run synth\``,
    );
  });

  it('a missing assembly is named', async () => {
    expect(await messageOf('/nowhere')).toBe('/nowhere/manifest.json: this file of the cloud assembly is missing; run `npm run synth`');
  });

  it('leaves the clock of this process alone after it was refused', async () => {
    await messageOf(writeAssembly({ stack: resource('AWS::EC2::Instance') }));
    expect(new Date().getFullYear()).toBeGreaterThanOrEqual(2026);
    expect(await messageOf(writeAssembly({ stack: resource('AWS::S3::Bucket') }))).toBe('started');
  });
});
