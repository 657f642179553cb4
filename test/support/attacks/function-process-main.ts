/** A function's environment as a process of its own: loads the bundled handler, takes one event at a time, and tells how much memory each took at most. */
import { existsSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { collectGarbage } from '../collect-garbage.ts';
import type { ProcessAnswer, ProcessEvent } from './function-process.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** Linux forgets the peak so far when 5 is written here; elsewhere the peak is the process's whole life's. */
const peakReset = '/proc/self/clear_refs';
const forgetPeak = (): void => {
  if (existsSync(peakReset)) writeFileSync(peakReset, '5');
};

const [, , file = ''] = process.argv;
const { handler } = (await import(pathToFileURL(file).href)) as { readonly handler: Handler };

process.on('message', async (message: ProcessEvent | 'held') => {
  if (message === 'held') {
    // Buffers are given back by the collection after the one that finds them dead.
    collectGarbage();
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return process.send?.(heapUsed + external);
  }
  const { event, requestId } = message;
  forgetPeak();
  const before = process.cpuUsage();
  const answer = await handler(JSON.parse(Buffer.from(event).toString()), {
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => 29_000,
  });
  const { user, system } = process.cpuUsage(before);
  return process.send?.({
    answer,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    cpuMs: (user + system) / 1000,
  } satisfies ProcessAnswer);
});
process.send?.('ready');
