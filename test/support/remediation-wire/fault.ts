/** What may go wrong with a step of a deployed remediation: around its function, in its calls of AWS, and in its calls of the target. */
import type { CallFate } from '#lib/local/front/front.ts';
import type { InvocationFate } from '#lib/local/runtime/function-runtime.ts';
import { jsonResponse, lostResponse, type OutsideFate } from '#lib/local/stand-ins/exchange.ts';

/** `dies at work`: the function, when it has claimed a start and not made it; `died`: after all. `denied`: its role may not call AWS any more. The rest is the target's. */
export type FaultKind = 'dies at work' | 'died' | 'denied' | 'down' | 'lost before' | 'lost after';

export interface Fault {
  /** The workflow's state, by its name. */
  readonly at: string;
  readonly kind: FaultKind;
  /** Attempts of the step that it strikes, from the first; 1 when absent. */
  readonly times?: number;
}

/** More often than the workflow tries a step. */
export const forGood = 5;

const denial = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message: 'The role has lost its rights.' }),
};
const down: OutsideFate = { answer: jsonResponse(503, { detail: 'Service Unavailable' }), instead: true };

export const invocationFate = (kind: FaultKind | undefined): InvocationFate => (kind === 'died' ? 'kill-after' : 'proceed');

/** A claim is the first call of AWS that a start makes. */
export const callFate = (kind: FaultKind | undefined, isFirst: boolean): CallFate => {
  if (kind === 'dies at work' && !isFirst) return 'kill-before';
  return kind === 'denied' ? async () => denial : 'proceed';
};

/** Only a start can be lost: a look that is not answered is made again. */
export const outsideFate = (kind: FaultKind | undefined, method: string): OutsideFate => {
  if (kind === 'down') return down;
  if (method !== 'POST' || (kind !== 'lost before' && kind !== 'lost after')) return 'proceed';
  return { answer: lostResponse, instead: kind === 'lost before' };
};
