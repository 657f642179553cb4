/** Lambda's Invoke through the unchanged SDK client over a real socket: of the template's functions, and of somebody else's. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InvokeResult } from '#lib/local/service.ts';
import { LambdaService } from '#lib/local/services/lambda.ts';
import { rejection } from '#test/support/leaks.ts';
import { clientOptions, type ServedService, serve } from '#test/support/service-server.ts';

let served: ServedService;
let result: InvokeResult;
let events: unknown[];
beforeEach(async () => {
  events = [];
  result = { ok: true, payload: { answer: 42 } };
  const invoke = async (name: string, event: unknown): Promise<InvokeResult> => {
    events.push([name, event]);
    return result;
  };
  const functions = { theirs: (event: unknown): InvokeResult => ({ ok: true, payload: event }) };
  served = await serve(new LambdaService({ invoker: { invoke }, isDeployed: (name) => name === 'ours', functions }));
});
afterEach(() => served.close());

const call = (FunctionName: string, body: string, InvocationType: 'RequestResponse' | 'Event' | 'DryRun' = 'RequestResponse') =>
  new LambdaClient(clientOptions(served)).send(new InvokeCommand({ FunctionName, InvocationType, Payload: Buffer.from(body) }));
const text = (payload: Uint8Array | undefined): string => new TextDecoder().decode(payload);

it('calls a function of the template and hands its answer on', async () => {
  const answer = await call('arn:aws:lambda:us-east-1:123456789012:function:ours', '{"a":1}');
  expect([answer.StatusCode, answer.FunctionError, text(answer.Payload)]).toEqual([200, undefined, '{"answer":42}']);
  expect(events).toEqual([['ours', { a: 1 }]]);
});

it('calls a function that no template has', async () => {
  expect(text((await call('theirs', '{"ü":"\\u0000"}')).Payload)).toBe('{"ü":"\\u0000"}');
  expect(events).toEqual([]);
});

it('says of a function that failed what Lambda says', async () => {
  result = { ok: false, errorType: 'InputError', errorMessage: 'no', trace: ['at x'] };
  const answer = await call('ours', '{}');
  expect([answer.StatusCode, answer.FunctionError]).toEqual([200, 'Unhandled']);
  expect(JSON.parse(text(answer.Payload))).toEqual({ errorType: 'InputError', errorMessage: 'no', trace: ['at x'] });
});

it('looks without calling', async () => {
  expect((await call('ours', '{}', 'DryRun')).StatusCode).toBe(204);
  expect(await rejection(call('nobodys', '{}', 'DryRun'))).toMatchObject({ name: 'ResourceNotFoundException' });
  expect(events).toEqual([]);
});

it('refuses a body that is no JSON, and a call that nobody waits for', async () => {
  expect(await rejection(call('ours', '{'))).toMatchObject({ name: 'InvalidRequestContentException' });
  expect(await rejection(call('ours', '{}', 'Event'))).toMatchObject({ name: 'InvalidParameterValueException' });
});
