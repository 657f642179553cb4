/**
 * How long Lambda would charge for a function's work, as a function of what the work was: AWS charges wall time, and a bill that must be the same twice
 * cannot be measured. Waiting for a service is a published or usual latency of the service; the function's own work is CPU time a kilobyte of its event,
 * measured once (decision 0006). Calls that run beside each other count one after the other: the model is a little dear rather than cheap.
 */
import type { FunctionWork } from './lambda-meter.ts';

/** CPU time on a whole processor, calls of services apart. */
export interface ComputeCost {
  readonly msPerInvocation: number;
  readonly msPerKilobyte: number;
}

/** For a function nobody measured: a JSON handler with the SDK. */
export const defaultComputeCost: ComputeCost = { msPerInvocation: 1, msPerKilobyte: 0.03 };

/** What a caller in the region waits for an answer; usual medians, [S] unless said otherwise. */
const latencyMs: Readonly<Record<string, number>> = {
  dynamodb: 4,
  kinesis: 15,
  s3: 35,
  sqs: 12,
  states: 20,
  secretsmanager: 15,
  timestream: 25,
  ses: 60,
  sns: 60,
  bedrock: 900,
};
const otherLatencyMs = 15;

/** Processor time of one call of the SDK on the caller's end: measured as 1.4 to 2.2 ms on both ends together [T]. */
const callMs = 0.8;
/** Loading Node and a bundle of half a megabyte; charged since August 2025 [S]. */
const initMs = 350;
/** One processor's worth of memory [D: Lambda Developer Guide, "Configure Lambda function memory"]. */
const processorMb = 1_769;

/** Milliseconds of all of a function's invocations together. */
export const modelledMs = (
  { invocations, coldStarts, timeouts, timeoutMs, eventBytes, calls, memoryMb }: Readonly<FunctionWork>,
  { msPerInvocation, msPerKilobyte }: ComputeCost,
): number => {
  const slowness = processorMb / Math.min(memoryMb, processorMb);
  const callCount = [...calls.values()].reduce((sum, count) => sum + count, 0);
  const waiting = [...calls].reduce((sum, [call, count]) => sum + count * (latencyMs[call.split('.')[0] ?? ''] ?? otherLatencyMs), 0);
  const working = (invocations * msPerInvocation + (eventBytes / 1024) * msPerKilobyte + callCount * callMs) * slowness;
  return waiting + working + coldStarts * initMs + timeouts * timeoutMs;
};
