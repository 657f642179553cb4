import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startLocalCloud } from '#lib/local/cloud.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { type TestStack, writeAssembly } from '#test/support/templates/write-assembly.ts';

const messageOf = async (assembly: string): Promise<string> => {
  try {
    const cloud = await startLocalCloud({ assembly, mode: 'deterministic' });
    await cloud.close();
    return 'started';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
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
      resource('AWS::SQS::Queue', { DelaySeconds: 5 }),
      'stack/Thing: the property DelaySeconds is not supported',
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
