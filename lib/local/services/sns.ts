/** Amazon SNS (Query protocol): Publish straight to a phone number. Topics are addresses that nobody publishes to here. */
import { checkText } from '../quotas/sns.ts';
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { uuid } from '../workflow/chance.ts';
import { escapeXml } from './s3-list.ts';

export interface TextRecord {
  readonly at: number;
  readonly messageId: string;
  readonly phone: string;
  readonly text: string;
  /** By name: `AWS.SNS.SMS.SMSType`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SnsOptions {
  readonly scheduler: Scheduler;
  readonly onText?: (text: TextRecord) => void;
}

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

const xml = (status: number, body: string): ServiceResponse => ({ status, headers: { 'content-type': 'text/xml' }, body });

/** An error as the Query protocol has it. */
export const snsError = (status: number, code: string, message: string): ServiceResponse =>
  xml(
    status,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>local</RequestId></ErrorResponse>`,
  );

const attributesOf = (form: URLSearchParams): Readonly<Record<string, string>> => {
  const attributes: Record<string, string> = {};
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index += 1) {
    const name = form.get(`MessageAttributes.entry.${index}.Name`) ?? '';
    attributes[name] = form.get(`MessageAttributes.entry.${index}.Value.StringValue`) ?? '';
  }
  return attributes;
};

export class SnsService implements Service {
  readonly signingName = 'sns';
  readonly #options: SnsOptions;
  readonly #random: () => number;
  readonly #texts: TextRecord[] = [];

  constructor(options: SnsOptions) {
    this.#options = options;
    this.#random = options.scheduler.random('sns messages');
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const form = new URLSearchParams(request.body.toString());
    try {
      if (form.get('Action') !== 'Publish') throw new AwsError('InvalidAction', `The action ${form.get('Action')} is not emulated locally`);
      const messageId = this.#publish(form);
      return xml(
        200,
        `<PublishResponse xmlns="${namespace}"><PublishResult><MessageId>${messageId}</MessageId></PublishResult><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></PublishResponse>`,
      );
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      return snsError(problem.status, problem.code, problem.message);
    }
  }

  /** What was sent, in order. */
  texts(): readonly TextRecord[] {
    return [...this.#texts];
  }

  #publish(form: URLSearchParams): string {
    const { scheduler, onText } = this.#options;
    if (form.has('TopicArn') || form.has('TargetArn'))
      throw new AwsError('InvalidParameter', 'Invalid parameter: publishing to topics is not emulated locally');
    const message: TextRecord = {
      at: scheduler.now(),
      messageId: uuid(this.#random),
      phone: form.get('PhoneNumber') ?? '',
      text: form.get('Message') ?? '',
      attributes: attributesOf(form),
    };
    checkText(message);
    this.#texts.push(message);
    onText?.(message);
    return message.messageId;
  }
}
