/** The function's own Bedrock client goes where the SDK's settings say, and is made when it is first needed. */
import { afterEach, expect, it, vi } from 'vitest';
import { converse } from '#adapters/bedrock/converse.ts';
import { rejection } from '#test/support/leaks.ts';
import { type ModelServer, startModelServer } from '#test/support/model-server.ts';

let server: ModelServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
});

const call = {
  modelId: 'amazon.nova-micro-v1:0',
  system: 's',
  user: '{"items":[]}',
  schema: {},
  structure: 'schema',
  maxTokens: 10,
} as const;

it('asks once, in the region that is said or the function’s own', async () => {
  server = await startModelServer('bedrock', () => []);
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const answer = await converse({ ...call, timeoutMs: 5_000 });
  expect(answer).toEqual({ stopReason: 'end_turn', text: '{"answers":[]}', inputTokens: 420, outputTokens: 60 });
  await converse({ ...call, region: 'us-west-2', timeoutMs: 5_000 });
  server.trouble({ status: 503 });
  expect(await rejection(converse({ ...call, timeoutMs: 5_000 }))).toMatchObject({ status: 503, retryable: true });
  expect(server.requests().map(({ headers }) => /\/([a-z0-9-]+)\/bedrock\//.exec(String(headers['authorization']))?.[1])).toEqual([
    'eu-central-1',
    'us-west-2',
    'eu-central-1',
  ]);
});
