/** What a replay needs of the local cloud: to send, to let time pass, and to look at what is durably there. */
import type { Policy } from '#kernel/policy.ts';
import type { AccessReport } from '#lib/local/iam/access.ts';
import type { MeasuredCpu } from '#lib/local/meter/lambda-meter.ts';
import type { StageUsage } from './bill/bill.ts';
import type { Times } from './latency/times.ts';

/** What the API answered. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** Times in milliseconds since the epoch. */
export interface ReplayCloud {
  readonly url: string;
  now(): number;
  request(request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Buffer;
  }): Promise<Answer>;
  advanceTo(timeMs: number): Promise<void>;
  settle(): Promise<void>;
  /** What the webhook stand-in has received, in order; holds signed links. */
  messages(): readonly ReceivedMessage[];
  /** What is there now; call it when settled. */
  remains(): Promise<Remains>;
  /** Processor time each stage took on this machine; never the same twice. */
  measuredCpu(): Readonly<Record<string, Readonly<MeasuredCpu>>>;
  close(): Promise<void>;
}

interface ReceivedMessage {
  readonly at: number;
  readonly url: string;
  readonly body: unknown;
}

/** What lies in the cloud after a run, read from where it lies. */
export interface Remains {
  /** Every record of the telemetry stream. */
  readonly records: readonly StreamRecord[];
  /** Sequence numbers each consumer of the stream has not come to yet, by name. */
  readonly unread: Readonly<Record<string, readonly string[]>>;
  readonly archived: readonly StoredObject[];
  readonly quarantined: readonly StoredObject[];
  /** Bodies of the distinct findings the queue accepted. */
  readonly findings: readonly string[];
  /** Bodies of findings not yet taken from the queue, and of those given up on. */
  readonly waiting: readonly string[];
  /** What route wrote of each finding it took, by the finding's id. */
  readonly outcomes: ReadonlyMap<string, string>;
  readonly deadLetters: readonly string[];
  /** Items of the response table, as plain values. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** Signals each consumer of the stream says it received, by name. */
  readonly received: Readonly<Record<string, number>>;
  /** Logs by the layer that classified them, and what became of kinds of messages, as classify says. */
  readonly answered?: Readonly<Record<string, number>>;
  /** The policy that lies beside the functions' code. */
  readonly policy: Policy;
  readonly messages: readonly ReceivedMessage[];
  readonly jobs: readonly Job[];
  /** When things were handed over, for the latency. */
  readonly times: Times;
  readonly permissions: AccessReport;
  /** What AWS would charge for it. */
  readonly usage: readonly StageUsage[];
}

export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly data: Uint8Array;
}

export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
}

interface Job {
  readonly id: number;
  readonly template: number;
  readonly status: string;
  readonly createdAt: number;
  readonly finishedAt?: number | undefined;
}
