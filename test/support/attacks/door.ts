/** The synthesised templates behind real sockets, callers judged as deployed, and one agent with a token. */
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { type AgentTokens, agentTokens } from '#adapters/dynamodb/agent-tokens.ts';
import { addToken } from '#lib/agent-tokens/tokens.ts';
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import type { LocalCloudOptions } from '#lib/local/cloud-options.ts';
import { openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { call, type HttpAnswer } from '#test/support/http-call.ts';
import { logsRequest } from '#test/support/otlp-json.ts';
import { type Attack, json } from './attack.ts';
import { sentenceOf } from './own-form.ts';

export interface Door {
  readonly pipeline: Pipeline;
  readonly tokens: AgentTokens;
  readonly token: string;
  readonly signingKey: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What the cloud told, logs included. */
  readonly events: readonly CloudEvent[];
  /** Invocations of a function so far. */
  invocations(name: string): number;
  /** Sends with the agent's token, in the place its protocol has for it. */
  send(attack: Pick<Attack, 'path' | 'headers' | 'body'>): Promise<HttpAnswer>;
  /** An honest request of one log is taken at once. */
  expectServed(): Promise<void>;
  /** All that is stored is what honest requests brought. */
  expectNothingElse(): Promise<void>;
  close(): Promise<void>;
}

/** Headers that bring a token to a path. */
export const bringing = (token: string, path: string): Readonly<Record<string, string>> => {
  if (path.startsWith('/api/1/')) return { 'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${token}` };
  return path === '/aws/firehose' ? { 'x-amz-firehose-access-key': token } : { authorization: `Bearer ${token}` };
};

export const openDoor = async (options: Pick<LocalCloudOptions, 'patience'> = {}): Promise<Door> => {
  const events: CloudEvent[] = [];
  const signingKey = { accessKeyId: 'LOCALTEST', secretAccessKey: randomBytes(24).toString('base64url') };
  const pipeline = await openPipeline({ ...options, judging: 'as-deployed', signingKey, onEvent: (event) => events.push(event) });
  const client = new DynamoDBClient(pipeline.client());
  const tokens = agentTokens('streamwarden-dev-response', client);
  const { token } = await addToken(tokens, 'collector', { scopes: ['*'], now: pipeline.cloud.now(), lifeMs: undefined });
  let honest = 0;
  const send: Door['send'] = ({ path, headers, body }) =>
    call(`${pipeline.url}${path}`, { headers: { ...headers, ...bringing(token, path) }, pieces: [body()] });
  return {
    ...{ pipeline, tokens, token, signingKey, events, send },
    invocations: (name) => pipeline.cloud.functions().find((each) => each.name.endsWith(`-${name}`))?.invocations ?? 0,
    expectServed: async () => {
      // What is sent again is stored once: no two are alike.
      const log = logsRequest({ service: 'checkout' }, pipeline.cloud.now(), [`order ${honest} placed`], 9);
      const answer = await send({ path: '/v1/logs', headers: json, body: () => Buffer.from(log) });
      expect([answer.status, answer.body.toString()]).toEqual([200, '{}']);
      honest += 1;
    },
    expectNothingElse: async () => {
      await pipeline.cloud.settle();
      const { signals, balanced } = await pipeline.ledger();
      expect([signals.accepted, signals.archived, balanced]).toEqual([honest, honest, true]);
      const { quarantined, deadLetters } = await pipeline.remains();
      expect([quarantined.length, deadLetters.length]).toEqual([0, 0]);
    },
    close: async () => {
      client.destroy();
      await pipeline.cloud.close();
    },
  };
};

/** The status that is right, and a sentence in the protocol's own form. */
export const expectRefusal = ({ path, status }: Pick<Attack, 'path' | 'status'>, answer: HttpAnswer): void => {
  expect(answer.status).toBe(status);
  if (status === 200) return;
  expect(sentenceOf(path, { contentType: answer.headers['content-type'] ?? '', body: answer.body })).toMatch(/\w+ \w+/);
};
