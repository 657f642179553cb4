/** What SNS refuses of a text message [D: API reference, Publish; Developer Guide, mobile text messaging]. */
import { AwsError } from '../service.ts';

/** Characters of a message to a phone: ten parts. */
const longest = 1_600;

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameter', `Invalid parameter: ${message}`);
};

/** Throws AwsError for the first thing wrong. */
export const checkText = ({
  phone,
  text,
  attributes,
}: {
  readonly phone: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}): void => {
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) refuse(`PhoneNumber Reason: ${phone} is not valid to publish to`);
  if (text === '') refuse('Empty message');
  if (text.length > longest) refuse('Message Reason: too long');
  const sender = attributes['AWS.SNS.SMS.SenderID'];
  if (sender !== undefined && !/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/.test(sender)) refuse('AWS.SNS.SMS.SenderID is not valid');
  const kind = attributes['AWS.SNS.SMS.SMSType'];
  if (kind !== undefined && kind !== 'Transactional' && kind !== 'Promotional') refuse('AWS.SNS.SMS.SMSType is not valid');
};
