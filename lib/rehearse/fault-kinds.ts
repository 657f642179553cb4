/** What may go wrong at a step: at a call to the target, or in the function that does the step. */
import type { InvocationFate } from '#lib/local/runtime/function-runtime.ts';
import { jsonResponse, lostResponse, type OutsideFate, type StandInResponse } from '#lib/local/stand-ins/exchange.ts';
import type { Point } from './point.ts';

export interface CallFault {
  readonly at: 'call';
  readonly title: string;
  readonly fate: Exclude<OutsideFate, 'proceed'>;
  /** From this call on, every call to the target. */
  readonly forGood: boolean;
}

export interface InvocationFault {
  readonly at: 'invocation';
  readonly title: string;
  /** `throttled`: every call of an AWS service that it makes is. */
  readonly fate: Exclude<InvocationFate, 'proceed'> | 'throttled';
  /** Whenever this step is tried. */
  readonly forGood: boolean;
}

const instead = (answer: StandInResponse): CallFault['fate'] => ({ answer, instead: true });
const call = (title: string, fate: CallFault['fate'], forGood = false): CallFault => ({ at: 'call', title, fate, forGood });
const invocation = (title: string, fate: InvocationFault['fate'], forGood = false): InvocationFault => ({
  ...{ at: 'invocation', title, fate, forGood },
});

const refused = jsonResponse(403, { detail: 'You do not have permission to perform this action.' });
const unavailable = jsonResponse(503, { detail: 'Service Unavailable' });
const throttled = jsonResponse(429, { detail: 'Request was throttled.' }, { 'retry-after': '1' });
const malformed: StandInResponse = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' };

export const faultKinds = {
  refused: call('refused, from now on', instead(refused), true),
  unavailable: call('unavailable, once', instead(unavailable)),
  down: call('unavailable, from now on', instead(unavailable), true),
  throttled: call('throttled, once', instead(throttled)),
  malformed: call('answered with a web page', instead(malformed)),
  'lost-before': call('lost on its way', instead(lostResponse)),
  'lost-after': call('done, its answer lost', { answer: lostResponse, instead: false }),
  'dies-before': invocation('the function dies before it', 'kill-before'),
  'dies-after': invocation('the function dies after it', 'kill-after'),
  'times-out': invocation('the function runs out of time', 'time-out'),
  'dies-always': invocation('the function dies after it, every time', 'kill-after', true),
  'services-throttled': invocation('AWS throttles its calls', 'throttled'),
} as const satisfies Readonly<Record<string, CallFault | InvocationFault>>;

export type FaultKind = keyof typeof faultKinds;

const kinds = Object.keys(faultKinds) as readonly FaultKind[];

/** A call that only looks has no effect that its answer could be lost after. */
const isLook = (what: string): boolean => /^(?:(?:GET|HEAD) |(?:Get|Describe|List)[A-Z]|Invoke \S+ \((?:check|status)\)$)/.test(what);

/** Nobody can tell or write down anything when the function that does so dies every time. */
const lastSteps: readonly string[] = ['Write down that it failed', 'Tell people it failed'];

/** Those that may strike there. */
export const kindsAt = ({ at, what, state }: Point): readonly FaultKind[] =>
  kinds.filter(
    (kind) =>
      faultKinds[kind].at === at && !(kind === 'lost-after' && isLook(what)) && !(kind === 'dies-always' && lastSteps.includes(state)),
  );
