/** Kills the workers of one function at chosen moments, and notes every moment at which one could die. */
import type { Interceptors } from '#lib/local/cloud-options.ts';

/** A moment in a function's work; invocations count from `arm`, calls of AWS within an invocation, both from 1. */
export interface Moment {
  readonly invocation: number;
  /** undefined: before the handler starts, or after it returned and before anybody heard of it. */
  readonly call: number | undefined;
  readonly fate: 'kill-before' | 'kill-after';
  readonly what: string;
}

export const describeMoment = ({ invocation, call, fate, what }: Moment): string =>
  `${fate} ${what}${call === undefined ? '' : ` (call ${call})`} of invocation ${invocation}`;

export interface Reaper {
  readonly interceptors: Interceptors;
  /** From here invocations count anew; kills once at the moment, if one is given. */
  arm(invocationsSoFar: number, moment?: Moment): void;
  /** The moments since `arm`. */
  seen(): readonly Moment[];
  hasStruck(): boolean;
}

export const reaperOf = (functionName: string): Reaper => {
  let base = 0;
  let target: Moment | undefined;
  let seen: Moment[] = [];
  const pass = (invocation: number, call: number | undefined, what: string): 'proceed' | Moment['fate'] => {
    for (const fate of ['kill-before', 'kill-after'] as const) seen.push({ invocation, call, fate, what });
    if (target?.invocation !== invocation || target.call !== call) return 'proceed';
    const { fate } = target;
    target = undefined;
    return fate;
  };
  return {
    interceptors: {
      invocation: (each) => (each.function === functionName ? pass(each.invocation - base, undefined, 'the handler') : 'proceed'),
      call: (each) =>
        each.function === functionName ? pass(each.invocation - base, each.call, `${each.service} ${each.operation}`.trim()) : 'proceed',
    },
    arm: (invocationsSoFar, moment) => {
      base = invocationsSoFar;
      target = moment;
      seen = [];
    },
    seen: () => seen,
    hasStruck: () => target === undefined,
  };
};
