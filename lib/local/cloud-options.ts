/** How a local cloud is started. */
import type { CloudEvent } from './cloud-event.ts';
import type { ServerCertificate } from './front/domain-server.ts';
import type { CallFate } from './front/front.ts';
import type { Judging, RequestFate } from './front/http-api.ts';
import type { Patience } from './front/server.ts';
import type { SigningKey } from './front/signature.ts';
import type { DeliveryFate, PollFate } from './mappings/mapping.ts';
import type { ComputeCost } from './meter/billed-time.ts';
import type { InvocationFate } from './runtime/function-runtime.ts';
import type { StreamFate, StreamShard } from './services/stream-shards.ts';
import type { OutsideFate, StandInRequest } from './stand-ins/exchange.ts';
import type { StandInsOptions } from './stand-ins/index.ts';
import type { Stack } from './template/assembly.ts';

/** Times are milliseconds since the epoch, in the cloud's own time. */
export interface Interceptors {
  /** Decides an invocation of a function (counted from 1) before it starts; `payload` is what it is invoked with. */
  invocation?(invocation: {
    readonly function: string;
    readonly invocation: number;
    readonly at: number;
    readonly payload: unknown;
  }): InvocationFate;
  /** Decides a call of AWS that a function makes (counted from 1 within its invocation), before it has any effect. */
  call?(call: {
    readonly function: string;
    readonly invocation: number;
    readonly call: number;
    readonly service: string;
    readonly operation: string;
    readonly at: number;
  }): CallFate;
  /** Decides a call that a function makes to a system outside AWS, before its stand-in hears of it. */
  outside?(call: { readonly request: StandInRequest; readonly at: number }): OutsideFate;
  /** Decides a request to the HTTP API. */
  request?(request: { readonly method: string; readonly path: string; readonly at: number }): RequestFate;
  /** Decides a batch that an event source mapping is about to hand to its function for the first time. */
  delivery?(delivery: { readonly function: string; readonly source: 'stream' | 'queue'; readonly at: number }): DeliveryFate;
  /** Decides a poll of a shard. */
  poll?(poll: { readonly function: string; readonly shardId: string; readonly at: number }): PollFate;
  /** Decides whether a stream changes its shape now that records have arrived, by its open shards and how often it has changed. */
  stream?(stream: {
    readonly stream: string;
    readonly shards: readonly StreamShard[];
    readonly reshapes: number;
    readonly at: number;
  }): StreamFate;
}

export interface LocalCloudOptions {
  /** The cloud assembly: what `cdk synth` wrote. */
  readonly assembly: string;
  readonly mode: 'deterministic' | 'live';
  /** Changes a stack before it is deployed: what if the template said something else? */
  readonly amend?: (stack: Stack) => Stack;
  /** Deterministic mode: the time at which the cloud begins, in milliseconds since the epoch. */
  readonly startAt?: number;
  /** 0, the default: any free port. */
  readonly port?: number;
  /** What an API's endpoint attribute says; the real address by default, whose port differs from run to run. */
  readonly publicUrl?: string;
  readonly seed?: string;
  /** Whether callers on this machine are let in without being asked (the default), or judged as the deployed API judges them. */
  readonly judging?: Judging;
  /** The one key whose AWS signatures are taken where callers are judged so; without it signed routes let nobody in. */
  readonly signingKey?: SigningKey;
  /** What the template's domains are served with, where there are any: Node makes no certificates. Without it they are not served. */
  readonly serverCertificate?: () => ServerCertificate | undefined;
  /** How long callers may take to say what they want; half a minute for head and body each by default. */
  readonly patience?: Patience;
  readonly onEvent?: (event: CloudEvent) => void;
  readonly standIns?: Omit<StandInsOptions, 'scheduler' | 'onRequest' | 'onMessage'>;
  /** Where something answers Bedrock's Converse in a model's stead; without it there is no model on this machine. */
  readonly modelUrl?: string;
  readonly interceptors?: Interceptors;
  /** How much processor time a function takes on AWS, by its name: what its bill is modelled with. */
  readonly computeCost?: (functionName: string) => ComputeCost;
  /** Real milliseconds without any movement after which a deterministic cloud gives up; 30,000 by default. */
  readonly watchdogMs?: number;
}
