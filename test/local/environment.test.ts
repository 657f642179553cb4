import { afterEach, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

let cloud: LocalCloud;
let events: CloudEvent[] = [];
afterEach(() => cloud.close());

const start = async (handler: string): Promise<void> => {
  events = [];
  const text = JSON.stringify(smallPipeline()).replaceAll('"index.handler"', JSON.stringify(handler));
  const assembly = writeAssembly(JSON.parse(text), smallPipelineHandlers);
  cloud = await startLocalCloud({ assembly, mode: 'deterministic', onEvent: (event) => events.push(event) });
};
const probe = (mode: string) => cloud.request({ method: 'GET', path: `/probe/1?mode=${mode}` });
const invocations = () => events.filter((event) => event.type === 'invocation');

it.for([
  ['index.gone', 'Runtime.HandlerNotFound', 'index.gone is undefined or not exported'],
  ['other.handler', 'Runtime.ImportModuleError', "Cannot find module 'other'"],
])('fails every call of a function whose handler %s cannot be loaded, with the reason', async ([handler = '', errorType, errorMessage]) => {
  await start(handler);
  expect([(await probe('plain')).status, (await probe('plain')).status]).toEqual([500, 500]);
  expect(invocations()).toMatchObject([
    { ok: false, errorType, errorMessage },
    { ok: false, errorType, errorMessage },
  ]);
});

it('tells of every invocation: cold or warm, its error by name, and what it logged', async () => {
  await start('index.handler');
  await probe('plain');
  await probe('throw');
  await probe('exit');
  await probe('plain');
  expect(invocations()).toMatchObject([
    { function: 'probe', ok: true, coldStart: true, logs: ['probe plain'] },
    { ok: false, coldStart: false, errorType: 'TypeError', errorMessage: 'thrown on purpose' },
    { ok: false, coldStart: false, errorType: 'Lambda.Unknown' },
    { ok: true, coldStart: true },
  ]);
  expect(cloud.functions().find(({ name }) => name === 'probe')).toMatchObject({ invocations: 4, errors: 2, coldStarts: 2 });
});

it('ends a function that outgrows its memory', async () => {
  await start('index.handler');
  await probe('fill');
  await probe('plain');
  expect(invocations()).toMatchObject([
    { ok: false, errorType: 'Lambda.Unknown', errorMessage: expect.stringContaining('memory') },
    { ok: true, coldStart: true },
  ]);
});
