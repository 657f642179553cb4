/** The sentence in an answer, in the form of the protocol that was spoken; throws where the answer has another form. */

interface Told {
  readonly contentType: string;
  readonly body: Uint8Array;
}

const objectIn = (body: Uint8Array): Readonly<Record<string, unknown>> => JSON.parse(Buffer.from(body).toString());

/** google.rpc.Status: a code (field 1), a message (field 2). */
const statusMessage = (body: Uint8Array): string => {
  const bytes = Buffer.from(body);
  if (bytes[0] !== 0x08 || bytes[2] !== 0x12) throw new Error(`no google.rpc.Status: ${bytes.toString('hex')}`);
  const long = (bytes[3] ?? 0) >= 0x80;
  return bytes.subarray(long ? 5 : 4).toString();
};

/** The member that holds the sentence, by the path's beginning. */
const members: readonly (readonly [path: string, member: string])[] = [
  ['/v1/events', 'message'],
  ['/v1/', 'message'],
  ['/api/v2/write', 'message'],
  ['/write', 'error'],
  ['/api/1/envelope', 'detail'],
  ['/aws/firehose', 'errorMessage'],
  ['/services/collector', 'text'],
  ['/', 'message'],
];

export const sentenceOf = (path: string, { contentType, body }: Told): string => {
  if (contentType.startsWith('application/x-protobuf')) return statusMessage(body);
  if (path.startsWith('/api/v1/write')) return Buffer.from(body).toString();
  const member = members.find(([start]) => path.startsWith(start))?.[1] ?? '';
  return String(objectIn(body)[member]);
};
