/** Amazon SES API v2 (REST JSON): SendEmail of a simple message. Every sender is a verified identity here, and the account is out of the sandbox. */
import { checkEmail } from '../quotas/ses.ts';
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { uuid } from '../workflow/chance.ts';

export interface EmailRecord {
  readonly at: number;
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SesOptions {
  readonly scheduler: Scheduler;
  readonly onEmail?: (email: EmailRecord) => void;
}

type Shape = Readonly<Record<string, unknown>>;

const shape = (value: unknown): Shape => (typeof value === 'object' && value !== null ? { ...value } : {});
const at = (value: unknown, ...path: readonly string[]): unknown => path.reduce((inner, name) => shape(inner)[name], value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(text) : []);

const parsed = (body: Buffer): Shape => {
  try {
    return shape(JSON.parse(body.toString()));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
};

export class SesService implements Service {
  readonly signingName = 'ses';
  readonly #options: SesOptions;
  readonly #random: () => number;
  readonly #emails: EmailRecord[] = [];

  constructor(options: SesOptions) {
    this.#options = options;
    this.#random = options.scheduler.random('ses messages');
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    try {
      if (request.method !== 'POST' || request.path !== '/v2/email/outbound-emails')
        throw new AwsError('UnknownOperationException', `${request.method} ${request.path} is not emulated locally`, 404);
      return this.#answer(200, { MessageId: this.#send(parsed(request.body)) });
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      const { status, headers, body } = this.#answer(problem.status, { message: problem.message });
      return { status, headers: { ...headers, 'x-amzn-errortype': problem.code }, body };
    }
  }

  /** What was sent, in order. */
  emails(): readonly EmailRecord[] {
    return [...this.#emails];
  }

  #answer(status: number, body: unknown): ServiceResponse {
    return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  }

  #send(input: Shape): string {
    const { scheduler, onEmail } = this.#options;
    const simple = at(input, 'Content', 'Simple');
    const headers = at(simple, 'Headers');
    const email: EmailRecord = {
      at: scheduler.now(),
      messageId: `0100${uuid(this.#random)}-000000`,
      from: text(input['FromEmailAddress']),
      to: texts(at(input, 'Destination', 'ToAddresses')),
      subject: text(at(simple, 'Subject', 'Data')),
      text: text(at(simple, 'Body', 'Text', 'Data')),
      html: text(at(simple, 'Body', 'Html', 'Data')),
      headers: Object.fromEntries(
        (Array.isArray(headers) ? headers : []).map((header) => [text(at(header, 'Name')), text(at(header, 'Value'))]),
      ),
    };
    checkEmail(email);
    this.#emails.push(email);
    onEmail?.(email);
    return email.messageId;
  }
}
