/** Models of Amazon Bedrock through Converse, held to a schema. Whoever asks repeats, so the client does not. */
import { BedrockRuntimeClient, ConverseCommand, type ConverseCommandOutput } from '@aws-sdk/client-bedrock-runtime';
import type { Converse, ConverseAnswer, ConverseCall } from '#kernel/converse.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { quietUpstream } from '#kernel/quiet-upstream.ts';
import { boundAnswers } from './bound-answers.ts';

/** The tool's and the schema's name; nothing is ever called by it. */
const answering = 'answer';

/** How the model is told what its answer must look like. */
const structureOf = ({ schema, structure }: ConverseCall) =>
  structure === 'schema'
    ? {
        outputConfig: {
          textFormat: { type: 'json_schema' as const, structure: { jsonSchema: { name: answering, schema: JSON.stringify(schema) } } },
        },
      }
    : {
        toolConfig: {
          tools: [
            {
              toolSpec: {
                ...{ name: answering, description: 'Takes the answers.', inputSchema: { json: schemaDocument(schema) } },
                ...(structure === 'strict-tool' ? { strict: true } : {}),
              },
            },
          ],
          toolChoice: { any: {} },
        },
      };

/** The SDK's type for JSON wants mutable values. */
const schemaDocument = (schema: ConverseCall['schema']) => JSON.parse(JSON.stringify(schema));

const textOf = ({ output }: ConverseCommandOutput): string => {
  const content = output?.message?.content ?? [];
  for (const block of content) if (block.toolUse?.input !== undefined) return JSON.stringify(block.toolUse.input);
  return content.map(({ text }) => text ?? '').join('');
};

const answerOf = (output: ConverseCommandOutput): ConverseAnswer => ({
  stopReason: output.stopReason ?? '',
  text: textOf(output),
  inputTokens: output.usage?.inputTokens ?? 0,
  outputTokens: output.usage?.outputTokens ?? 0,
});

/** Of what the client throws. An answer of 200 that could not be read is no verdict on the question. */
const failureOf = (error: unknown, isLate: boolean): UpstreamError => {
  if (error instanceof UpstreamError) return error;
  if (isLate) return new UpstreamError('Bedrock did not answer in time.', { reason: 'timeout' });
  if (error instanceof SyntaxError) return new UpstreamError('Bedrock did not answer in JSON.', { reason: 'malformed' });
  const upstream = quietUpstream('Bedrock', error);
  return upstream.status === 200 ? new UpstreamError('The connection to Bedrock broke.', { reason: 'broken' }) : upstream;
};

/** Sends through clients that are made, one a region, by `clientFor`. */
export const converseThrough = (clientFor: (region: string | undefined) => BedrockRuntimeClient): Converse => {
  const clients = new Map<string, BedrockRuntimeClient>();
  const clientOf = (region: string | undefined): BedrockRuntimeClient => {
    const known = clients.get(region ?? '');
    if (known !== undefined) return known;
    const client = boundAnswers(clientFor(region));
    clients.set(region ?? '', client);
    return client;
  };
  return async (call) => {
    // Not `AbortSignal.timeout`: the answer's body has to stop, too, and the reason has to be told from others.
    const giveUp = new AbortController();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      giveUp.abort();
    }, call.timeoutMs);
    const late = new Promise<never>((_, reject) => {
      giveUp.signal.addEventListener('abort', () => reject(new Error('late')));
    });
    try {
      const sent = clientOf(call.region).send(
        new ConverseCommand({
          modelId: call.modelId,
          system: [{ text: call.system }],
          messages: [{ role: 'user', content: [{ text: call.user }] }],
          inferenceConfig: { maxTokens: call.maxTokens },
          ...structureOf(call),
        }),
        { abortSignal: giveUp.signal },
      );
      return answerOf(await Promise.race([sent, late]));
    } catch (error) {
      throw failureOf(error, isLate);
    } finally {
      clearTimeout(timer);
    }
  };
};

/** The function's own clients. */
export const converse: Converse = converseThrough(
  (region) => new BedrockRuntimeClient({ maxAttempts: 1, ...(region === undefined ? {} : { region }) }),
);
