/** Keeps a client from reading an answer without end: what models answer here is a few kilobytes. */
import { Transform } from 'node:stream';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { UpstreamError } from '#kernel/errors.ts';

/** Bytes. */
const longest = 262_144;

const bounded = (): Transform => {
  let size = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.byteLength;
      if (size > longest) done(new UpstreamError('The answer is too large.', { reason: 'answer_too_large', retryable: false }));
      else done(null, chunk);
    },
  });
};

interface Readable {
  pipe(into: Transform): Transform;
  once(event: 'error', listener: (error: Error) => void): unknown;
  destroy(): unknown;
}

const isReadable = (value: unknown): value is Readable => typeof Reflect.get(Object(value), 'pipe') === 'function';

/** The same client, whose answers end in an error past the bound. */
export const boundAnswers = (client: BedrockRuntimeClient): BedrockRuntimeClient => {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = Object(result.response);
      const body: unknown = Reflect.get(response, 'body');
      if (isReadable(body)) {
        const through = bounded();
        through.once('error', () => body.destroy());
        body.once('error', (error) => through.destroy(error));
        Reflect.set(response, 'body', body.pipe(through));
      }
      return result;
    },
    // Nearer to the wire than the deserialiser.
    { step: 'deserialize', priority: 'low', name: 'boundAnswers' },
  );
  return client;
};
