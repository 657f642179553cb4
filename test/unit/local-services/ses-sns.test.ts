/** SES and SNS as channels use them, through the unchanged SDK clients over a real socket. */
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Service } from '#lib/local/service.ts';
import { SesService } from '#lib/local/services/ses.ts';
import { SnsService } from '#lib/local/services/sns.ts';
import { startWire, type Wire } from '#test/support/channel-wire.ts';
import { rejection } from '#test/support/leaks.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

let wire: Wire;
let ses: SesService;
let sns: SnsService;

const serve = async (service: Service): Promise<void> => {
  wire = await startWire(({ method, url, headers, body }) =>
    service.handle({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: Buffer.from(body),
      operation: '',
      accessKeyId: 'test',
    }),
  );
};
const client = () => ({
  ...{ endpoint: wire.url, region: 'us-east-1', maxAttempts: 1 },
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
afterEach(() => wire.close());

describe('SES', () => {
  beforeEach(() => {
    ses = new SesService({ scheduler: new VirtualScheduler() });
    return serve(ses);
  });
  const text = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const send = (changes: Partial<SendEmailCommandInput> = {}, subject = 'payment fails') =>
    new SESv2Client(client()).send(
      new SendEmailCommand({
        FromEmailAddress: 'warden@example.org',
        Destination: { ToAddresses: ['alex@example.com'] },
        Content: {
          Simple: { Subject: text(subject), Body: { Text: text('text'), Html: text('<p>ü</p>') }, Headers: [{ Name: 'X-A', Value: 'b' }] },
        },
        ...changes,
      }),
    );

  it('takes a message, gives it an id and keeps it', async () => {
    const { MessageId } = await send();
    expect(ses.emails()).toMatchObject([
      { messageId: MessageId, to: ['alex@example.com'], subject: 'payment fails', text: 'text', html: '<p>ü</p>', headers: { 'X-A': 'b' } },
    ]);
    expect((await send()).MessageId).not.toBe(MessageId);
  });

  it.for([
    ['nobody', { Destination: { ToAddresses: [] } }],
    ['51 addresses', { Destination: { ToAddresses: Array.from({ length: 51 }, (_, index) => `a${index}@example.com`) } }],
    ['an address that is none', { Destination: { ToAddresses: ['alex'] } }],
    ['no sender', { FromEmailAddress: 'warden' }],
  ] as const)('refuses a message for %s', async ([, changes]) => {
    const input: Partial<SendEmailCommandInput> = JSON.parse(JSON.stringify(changes));
    expect(await rejection(send(input))).toMatchObject({ name: 'BadRequestException', $metadata: { httpStatusCode: 400 } });
    expect(ses.emails()).toEqual([]);
  });

  it('refuses a subject of two lines', async () => {
    expect(await rejection(send({}, 'a\nBcc: b'))).toMatchObject({ name: 'BadRequestException' });
  });
});

describe('SNS', () => {
  beforeEach(() => {
    sns = new SnsService({ scheduler: new VirtualScheduler() });
    return serve(sns);
  });
  const publish = (input: PublishCommandInput) => new SNSClient(client()).send(new PublishCommand(input));

  it('takes a text message, gives it an id and keeps it', async () => {
    const MessageAttributes = { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } };
    const { MessageId } = await publish({ PhoneNumber: '+4915112345678', Message: 'it & <fails>', MessageAttributes });
    expect(sns.texts()).toEqual([
      {
        at: Date.UTC(2026, 0, 1),
        messageId: MessageId,
        phone: '+4915112345678',
        text: 'it & <fails>',
        attributes: { 'AWS.SNS.SMS.SMSType': 'Transactional' },
      },
    ]);
  });

  it.for([
    ['a number that is none', { PhoneNumber: '0151', Message: 'x' }],
    ['nothing to say', { PhoneNumber: '+4915112345678', Message: '' }],
    ['too much to say', { PhoneNumber: '+4915112345678', Message: 'x'.repeat(1_601) }],
    ['a topic, which nobody publishes to here', { TopicArn: 'arn:aws:sns:us-east-1:123456789012:alarms', Message: 'x' }],
  ] as const)('refuses %s', async ([, input]) => {
    expect(await rejection(publish(input))).toMatchObject({ name: 'InvalidParameterException', $metadata: { httpStatusCode: 400 } });
    expect(sns.texts()).toEqual([]);
  });
});
