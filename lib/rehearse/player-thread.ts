/** The inside of a thread that plays runs: a deterministic cloud has a clock of its own, so there is one cloud a thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { castFor } from './cast.ts';
import type { Order } from './run.ts';
import { Theatre } from './stage.ts';
import type { Part } from './threaded-player.ts';

const { rule, ...place } = workerData as Part;
const cast = castFor(rule);
if ('missing' in cast || parentPort === null)
  throw new Error('This file is the entry of a thread that plays a runbook that can be rehearsed.');
const port = parentPort;
const theatre = new Theatre({ ...place, ...cast });

port.on('message', async (order: Order | 'close') => {
  if (order !== 'close') return port.postMessage(await theatre.perform(order));
  await theatre.close();
  port.postMessage('closed');
});
