/** The conditions a request may put on an object (S3 User Guide, "Conditional requests" [D]); dates are not among them here. */
import { AwsError } from '../service.ts';

type Headers = Readonly<Record<string, string>>;

const failed = () => new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
const missing = () => new AwsError('NoSuchKey', 'The specified key does not exist.', 404);

/** Throws when a write may not happen: `If-None-Match: *` when there is an object, `If-Match` when there is another or none. */
export const checkWrite = (headers: Headers, existingTag: string | undefined): void => {
  if (headers['if-none-match'] === '*' && existingTag !== undefined) throw failed();
  const wanted = headers['if-match'];
  if (wanted === undefined) return;
  if (existingTag === undefined) throw missing();
  if (wanted !== '*' && wanted !== existingTag) throw failed();
};

const tags = (list: string): readonly string[] => list.split(',').map((tag) => tag.trim());

/** 304 when the reader has it already; throws when it is another than wanted; undefined when the object may be read. */
export const checkRead = (headers: Headers, tag: string): 304 | undefined => {
  const { 'if-match': wanted, 'if-none-match': known } = headers;
  if (wanted !== undefined && wanted !== '*' && !tags(wanted).includes(tag)) throw failed();
  return known !== undefined && (known === '*' || tags(known).includes(tag)) ? 304 : undefined;
};
