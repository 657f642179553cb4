/** Bedrock's runtime as the local cloud has it: no model, or a stand-in's answer as it is. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ServiceRequest } from '#lib/local/service.ts';
import { BedrockRuntimeService } from '#lib/local/services/bedrock-runtime.ts';
import { startWire, type Wire } from '#test/support/channel-wire.ts';

let wire: Wire | undefined;
afterEach(async () => {
  await wire?.close();
  wire = undefined;
});

const call = (changes: Partial<ServiceRequest> = {}): ServiceRequest => ({
  ...{ method: 'POST', path: '/model/amazon.nova-micro-v1%3A0/converse', query: new URLSearchParams(), headers: {} },
  ...{ body: Buffer.from('{"messages":[{"role":"user","content":[{"text":"x"}]}]}'), operation: '', accessKeyId: 'x', ...changes },
});

const shown = async (service: BedrockRuntimeService, request: ServiceRequest) => {
  const { status, headers, body } = await service.handle(request);
  return [status, headers['x-amzn-errortype'], JSON.parse(String(body))];
};

describe('Bedrock’s runtime', () => {
  it('has no model', async () => {
    expect(await shown(new BedrockRuntimeService(), call())).toEqual([
      503,
      'ServiceUnavailableException',
      { message: 'There is no model on this machine.' },
    ]);
  });

  it.for([
    [{ path: '/model/x/invoke' }, 404, 'UnknownOperationException'],
    [{ method: 'GET' }, 404, 'UnknownOperationException'],
    [{ body: Buffer.from('{') }, 400, 'ValidationException'],
    [{ body: Buffer.from('{"messages":[]}') }, 400, 'ValidationException'],
  ] as const)('refuses %j', async ([changes, status, code]) => {
    expect((await shown(new BedrockRuntimeService(), call(changes))).slice(0, 2)).toEqual([status, code]);
  });

  it('hands the call to a stand-in, and its answer back', async () => {
    wire = await startWire(({ url, body }) => ({ status: 200, headers: {}, body: JSON.stringify({ path: url.pathname, body }) }));
    const service = new BedrockRuntimeService({ modelUrl: wire.url });
    expect(await shown(service, call())).toEqual([200, undefined, { path: call().path, body: String(call().body) }]);
    wire.trouble({ status: 429, headers: { 'x-amzn-errortype': 'ThrottlingException' }, body: '{"message":"slow"}' });
    expect(await shown(service, call())).toEqual([429, 'ThrottlingException', { message: 'slow' }]);
    wire.trouble('lost-before');
    expect((await shown(service, call())).slice(0, 2)).toEqual([503, 'ServiceUnavailableException']);
  });
});
