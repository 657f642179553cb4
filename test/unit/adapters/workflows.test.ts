/** Workflows on Step Functions: what the SDK's errors mean to us. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepFunctionsWorkflows } from '#adapters/step-functions/workflows.ts';

interface Call {
  readonly operation: string;
  readonly body: Record<string, string>;
}

let server: Server;
let client: SFNClient;
let calls: Call[];
/** The error the service answers with, or undefined for success. */
let error: string | undefined;

beforeEach(async () => {
  calls = [];
  error = undefined;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    calls.push({ operation, body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string> });
    const started = { executionArn: 'arn', startDate: 1 };
    response.writeHead(error === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(error === undefined ? started : { __type: `com.amazonaws.swf.service.v2.model#${error}`, message: 'no' }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new SFNClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const port = () => stepFunctionsWorkflows({ escalation: 'arn:escalation' }, client);

describe('starting a workflow', () => {
  it('starts it under its name', async () => {
    expect(await port().start('escalation', 'inc-1', { incidentId: 'inc-1' })).toEqual({ started: true });
    expect(calls).toEqual([
      { operation: 'StartExecution', body: { stateMachineArn: 'arn:escalation', name: 'inc-1', input: '{"incidentId":"inc-1"}' } },
    ]);
  });

  it('is no error when it was started before', async () => {
    error = 'ExecutionAlreadyExists';
    expect(await port().start('escalation', 'inc-1', {})).toEqual({ started: false });
  });

  it.for(['ThrottlingException', 'StateMachineDoesNotExist'])('is an upstream failure on %s', async (name) => {
    error = name;
    await expect(port().start('escalation', 'inc-1', {})).rejects.toMatchObject({ name: 'UpstreamError', reason: name });
  });

  it('is refused to a function that was not told of the workflow', async () => {
    await expect(port().start('remediation', 'rem-1', {})).rejects.toMatchObject({ name: 'ConfigError' });
    expect(calls).toEqual([]);
  });
});

describe('completing a task', () => {
  it('hands the output over', async () => {
    expect(await port().complete('token', { outcome: 'resolved' })).toBe(true);
    expect(calls).toEqual([{ operation: 'SendTaskSuccess', body: { taskToken: 'token', output: '{"outcome":"resolved"}' } }]);
  });

  it.for(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('is too late on %s, which is no error', async (name) => {
    error = name;
    expect(await port().complete('token', {})).toBe(false);
  });

  it('is an upstream failure on anything else, without the token in it', async () => {
    error = 'InvalidOutput';
    const failure: unknown = await port()
      .complete('secret-token', {})
      .catch((caught: unknown) => caught);
    expect(failure).toMatchObject({ name: 'UpstreamError', reason: 'InvalidOutput' });
    expect(String(failure)).not.toContain('secret-token');
  });
});
