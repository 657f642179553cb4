/** The contract of a kind of fault: where it strikes, how often, and what it makes of what it strikes. */
import type { CallFate } from '../front/front.ts';
import type { RequestFate } from '../front/http-api.ts';
import type { DeliveryFate, PollFate } from '../mappings/mapping.ts';
import type { InvocationFate } from '../runtime/function-runtime.ts';
import type { StreamFate, StreamShard } from '../services/stream-shards.ts';

/** What a fault may look at; `fate` gives undefined for what it does not strike. */
interface Strikes {
  readonly invocation: { readonly sees: { readonly function: string }; readonly fate: InvocationFate };
  readonly call: {
    readonly sees: { readonly function: string; readonly service: string; readonly operation: string };
    readonly fate: CallFate;
  };
  readonly request: { readonly sees: { readonly method: string; readonly path: string }; readonly fate: RequestFate };
  readonly delivery: { readonly sees: { readonly source: 'stream' | 'queue' }; readonly fate: DeliveryFate };
  readonly poll: { readonly sees: { readonly shardId: string }; readonly fate: PollFate };
  readonly stream: { readonly sees: { readonly shards: readonly StreamShard[]; readonly reshapes: number }; readonly fate: StreamFate };
}

/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

interface FaultOf<Point extends keyof Strikes> {
  /** Lower-case kebab; never renamed: a seed's faults follow from it. */
  readonly id: string;
  /** What is counted, in the plural: `answers lost after the effect`. */
  readonly title: string;
  readonly strikes: Point;
  /** How likely it strikes where it may while things are bad, 0 to 1. */
  readonly rate: number;
  fate(sees: Strikes[Point]['sees'], random: Random): Strikes[Point]['fate'] | undefined;
}

export type InvocationFault = FaultOf<'invocation'>;
export type CallFault = FaultOf<'call'>;
export type RequestFault = FaultOf<'request'>;
export type DeliveryFault = FaultOf<'delivery'>;
export type PollFault = FaultOf<'poll'>;
export type StreamFault = FaultOf<'stream'>;

/** Any kind of fault; `strikes` tells them apart. */
export type Fault = InvocationFault | CallFault | RequestFault | DeliveryFault | PollFault | StreamFault;
