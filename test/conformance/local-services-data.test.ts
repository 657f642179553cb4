/** Timestream write and Secrets Manager through the unchanged SDK clients. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type _Record, TimestreamWriteClient, WriteRecordsCommand } from '@aws-sdk/client-timestream-write';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SecretsManagerService } from '#lib/local/services/secrets-manager.ts';
import { TimestreamService } from '#lib/local/services/timestream.ts';
import { clientOptions, type ServedService, serve } from '#test/support/service-server.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const account = { region: 'us-east-1', account: '111111111111' };

describe('Timestream', () => {
  let scheduler: VirtualScheduler;
  let service: TimestreamService;
  let served: ServedService;
  let client: TimestreamWriteClient;

  beforeAll(async () => {
    served = await serve({ signingName: 'timestream', handle: (request) => service.handle(request) });
    client = new TimestreamWriteClient(clientOptions(served));
  });
  afterAll(() => served.close());
  beforeEach(() => {
    scheduler = new VirtualScheduler();
    service = new TimestreamService({ scheduler, ...account });
    service.createTable({ database: 'metrics', name: 'samples', memoryStoreRetentionHours: 24 });
  });

  const record = (over: Partial<_Record> = {}): _Record => ({
    ...{ MeasureName: 'cpu', MeasureValue: '1.5', MeasureValueType: 'DOUBLE', Time: String(scheduler.now()) },
    Dimensions: [{ Name: 'host', Value: 'a' }],
    ...over,
  });
  const write = (Records: _Record[], CommonAttributes?: _Record) =>
    client.send(
      new WriteRecordsCommand({
        DatabaseName: 'metrics',
        TableName: 'samples',
        Records,
        ...(CommonAttributes ? { CommonAttributes } : {}),
      }),
    );
  const stored = () => service.records('metrics', 'samples');

  // Source: API reference, WriteRecords, CommonAttributes.
  it('adds common attributes to every record', async () => {
    const result = await write([{ MeasureValue: '1' }, { MeasureValue: '2', Dimensions: [{ Name: 'disk', Value: 'sda' }] }], {
      ...{ MeasureName: 'used', MeasureValueType: 'BIGINT', Time: String(scheduler.now() / 1_000), TimeUnit: 'SECONDS' },
      Dimensions: [{ Name: 'host', Value: 'a' }],
    });
    expect(result.RecordsIngested?.Total).toBe(2);
    expect(stored().map(({ dimensions, timeMs }) => ({ dimensions, timeMs }))).toEqual([
      { dimensions: { host: 'a' }, timeMs: scheduler.now() },
      { dimensions: { host: 'a', disk: 'sda' }, timeMs: scheduler.now() },
    ]);
  });

  it('takes measures of several values', async () => {
    await write([
      record({ MeasureValueType: 'MULTI', MeasureValue: undefined, MeasureValues: [{ Name: 'v', Value: '1', Type: 'DOUBLE' }] }),
    ]);
    expect(stored()[0]?.measureValues).toEqual([{ name: 'v', value: '1', type: 'DOUBLE' }]);
  });

  // Source: API reference, RejectedRecord; WriteRecords ("The 15 minutes in the future").
  it('rejects what is too old or too far ahead and keeps the rest', async () => {
    const at = (ms: number) => record({ Time: String(scheduler.now() + ms), MeasureName: `m${ms}` });
    const problem = await write([at(-24 * 3_600_000 - 1), at(0), at(15 * 60_000 + 1)]).catch((error: unknown) => error);
    expect(problem).toMatchObject({ name: 'RejectedRecordsException', RejectedRecords: [{ RecordIndex: 0 }, { RecordIndex: 2 }] });
    expect(stored().map(({ measureName }) => measureName)).toEqual(['m0']);
  });

  // Source: API reference, Record, Version: upserts.
  it('updates with a higher version only, and takes the same record again', async () => {
    await write([record({ Version: 2 })]);
    await write([record({ Version: 2 })]);
    await expect(write([record({ Version: 1, MeasureValue: '9' })])).rejects.toMatchObject({
      RejectedRecords: [{ RecordIndex: 0, ExistingVersion: 2 }],
    });
    await expect(write([record({ Version: 2, MeasureValue: '9' })])).rejects.toMatchObject({ RejectedRecords: [{ ExistingVersion: 2 }] });
    await write([record({ Version: 3, MeasureValue: '9' })]);
    expect(stored()).toMatchObject([{ measureValue: '9', version: 3 }]);
  });

  // Source: Timestream quotas: 100 records a request.
  it('takes 100 records and refuses 101', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => record({ MeasureName: `m${at}` }));
    await expect(write(many(101))).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await write(many(100))).RecordsIngested?.Total).toBe(100);
  });

  it('names the table that does not exist', async () => {
    const command = new WriteRecordsCommand({ DatabaseName: 'metrics', TableName: 'none', Records: [record()] });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('none'),
    });
  });
});

describe('Secrets Manager', () => {
  let served: ServedService;
  let client: SecretsManagerClient;
  let arn: string;

  beforeAll(async () => {
    const service = new SecretsManagerService({ scheduler: new VirtualScheduler(), ...account });
    arn = service.createSecret({ name: 'link-key', value: 's3cret' });
    served = await serve(service);
    client = new SecretsManagerClient(clientOptions(served));
  });
  afterAll(() => served.close());

  // Source: API reference, GetSecretValue: SecretId is the ARN or the name; an ARN ends in six random characters.
  it('gives a secret by name and by ARN', async () => {
    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:111111111111:secret:link-key-[A-Za-z0-9]{6}$/);
    for (const SecretId of ['link-key', arn]) {
      const secret = await client.send(new GetSecretValueCommand({ SecretId }));
      expect(secret).toMatchObject({ SecretString: 's3cret', ARN: arn, Name: 'link-key', VersionStages: ['AWSCURRENT'] });
    }
  });

  it('says that a secret does not exist', async () => {
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'none' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
