/** What SES refuses of a message [D: SES quotas; API reference v2, SendEmail]; the sentences [U] unless said otherwise. */
import { AwsError } from '../service.ts';

/** Addresses of one message, bytes of it with its headers, further headers. */
const limits = { addresses: 50, bytes: 40 * 1024 * 1024, headers: 15 };

interface Email {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const refuse = (code: string, message: string): never => {
  throw new AwsError(code, message);
};

const isAddress = (address: string): boolean => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(address);

/** Throws AwsError for the first thing wrong. */
export const checkEmail = ({ from, to, subject, text, html, headers }: Email): void => {
  if (!isAddress(from)) refuse('BadRequestException', 'Missing or illegal FromEmailAddress');
  if (to.length === 0) refuse('BadRequestException', 'Destination is required');
  if (to.length > limits.addresses) refuse('BadRequestException', `Recipient count exceeds ${limits.addresses}.`);
  if (!to.every(isAddress)) refuse('BadRequestException', 'Illegal address');
  if (/[\r\n]/.test(subject)) refuse('BadRequestException', 'Subject may not contain line breaks');
  if (Object.keys(headers).length > limits.headers) refuse('BadRequestException', `More than ${limits.headers} headers`);
  if (Object.entries(headers).some(([name, value]) => !/^[!-9;-~]{1,126}$/.test(name) || !/^[ -~]{1,870}$/.test(value)))
    refuse('BadRequestException', 'Illegal header');
  if (Buffer.byteLength(subject + text + html) > limits.bytes) refuse('MessageRejected', 'Message length is too long');
};
