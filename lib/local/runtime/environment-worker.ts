/** The inside of a function's environment: loads the bundled handler and runs one event at a time, as the Lambda runtime does. */
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { EnvironmentSettings, InvokeMessage, ResultMessage } from './environment-protocol.ts';
import { memoryGuard } from './worker-memory.ts';
import { installNetwork } from './worker-network.ts';
import { installSeededRandomness } from './worker-randomness.ts';
import { installVirtualTime, realTime } from './worker-time.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const settings = workerData as EnvironmentSettings;
const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker thread.');

let written = '';
const capture = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
  written += chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk);
  const done = typeof encoding === 'function' ? encoding : callback;
  if (typeof done === 'function') done();
  return true;
};
process.stdout.write = capture;
process.stderr.write = capture;
const takeLogs = (): string[] => {
  const lines = written.split('\n').filter((line) => line !== '');
  written = '';
  return lines;
};

const { deterministic } = settings;
const time = deterministic ? installVirtualTime(deterministic.clock) : realTime;
if (deterministic) installSeededRandomness(deterministic.seed);
const guardMemory = memoryGuard(settings.memoryMb);
const beginCall = (): (() => void) => {
  guardMemory();
  return time.beginCall();
};
installNetwork({ front: settings.front, maxSockets: deterministic ? 1 : 50, time: { ...time, beginCall } });

// A function that is killed starts anew again and again: what was compiled once is kept, in the system's folder for such things.
enableCompileCache();

const loadHandler = async (): Promise<Handler> => {
  const dot = settings.handler.lastIndexOf('.');
  const [file, name] = [settings.handler.slice(0, dot), settings.handler.slice(dot + 1)];
  const path = ['.mjs', '.js', '.cjs'].map((ending) => join(settings.folder, file + ending)).find(existsSync);
  if (!path) throw Object.assign(new Error(`Cannot find module '${file}'`), { name: 'Runtime.ImportModuleError' });
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown> & { default?: Record<string, unknown> };
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== 'function')
    throw Object.assign(new Error(`${settings.handler} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  return handler as Handler;
};

const contextOf = ({ requestId, deadlineMs }: InvokeMessage) => ({
  functionName: settings.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: settings.functionArn,
  memoryLimitInMB: String(settings.memoryMb),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${settings.functionName}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
});

const failure = (error: unknown): ResultMessage['outcome'] => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ok: false, errorType: name, errorMessage: message, trace: stack?.split('\n') ?? [] };
};

const handler = await loadHandler().catch((error: unknown) => {
  port.postMessage({ outcome: failure(error), logs: takeLogs(), cpuMs: 0, endedAt: Date.now(), unusable: true } satisfies ResultMessage);
  return undefined;
});

const run = async (message: InvokeMessage): Promise<ResultMessage['outcome']> => {
  try {
    const result = await handler?.(JSON.parse(message.event), contextOf(message));
    return { ok: true, payload: JSON.stringify(result) };
  } catch (error) {
    return failure(error);
  }
};

// An environment whose handler could not be loaded has said so, and takes no events.
if (handler)
  port.on('message', async (message: InvokeMessage) => {
    const before = process.threadCpuUsage();
    time.turn();
    const outcome = await run(message);
    guardMemory();
    time.turn();
    const { user, system } = process.threadCpuUsage(before);
    port.postMessage({ outcome, logs: takeLogs(), cpuMs: (user + system) / 1_000, endedAt: Date.now() } satisfies ResultMessage);
  });
