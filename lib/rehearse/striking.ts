/** Faults at points of a run, and the record of every point the run came to. */
import type { Interceptors } from '#lib/local/cloud-options.ts';
import { serviceErrors } from '#lib/local/faults/service-errors.ts';
import type { CallFate } from '#lib/local/front/front.ts';
import type { ServiceRequest } from '#lib/local/service.ts';
import type { OutsideFate, StandInRequest } from '#lib/local/stand-ins/exchange.ts';
import { awsAnswer } from './aws-faults.ts';
import type { AwsBench } from './benches/aws-bench.ts';
import { type CallFault, type FaultKind, faultKinds, type InvocationFault } from './fault-kinds.ts';
import { type Point, samePoint } from './point.ts';

/** A fault and where it strikes. */
export interface Strike {
  readonly point: Point;
  readonly kind: FaultKind;
}

export interface StrikingSettings {
  readonly strikes: readonly Strike[];
  /** The state the workflow is in. */
  readonly state: () => string;
  /** Whether an invocation is a step of the rehearsed execution, by what it was given. */
  readonly isStep: (payload: object) => boolean;
  readonly isTarget: (request: StandInRequest) => boolean;
  readonly nameOf: (request: StandInRequest) => string;
  /** Hears of every call to the target that no fault keeps from it, before the target does. */
  readonly onTarget: (request: StandInRequest) => void;
  /** The same of a target that is a service of the account. */
  readonly aws?: {
    readonly service: AwsBench['service'];
    readonly nameOf: (request: ServiceRequest) => string;
    readonly onTarget: (request: ServiceRequest) => void;
  };
  /** Answers what goes neither to the target nor to a channel. */
  readonly probe: (call: { readonly request: StandInRequest }) => OutsideFate;
}

export interface Striking {
  readonly interceptors: Interceptors;
  /** In order. */
  readonly points: readonly Point[];
}

/** One state may do several things: what it does is told apart by the phase it does it for. */
const stepOf = (state: string, payload: object): string => {
  const phase: unknown = Reflect.get(payload, 'phase');
  return typeof phase === 'string' && phase !== 'run' ? `${state} (${phase.replace('_', ' ')})` : state;
};

type Fault = CallFault | InvocationFault;

/** The fault that strikes at a point. */
const faultAt = (point: Point, strikes: readonly Strike[]): Fault | undefined => {
  const struck = strikes.find(({ point: own, kind }) => {
    const isLater = faultKinds[kind].forGood && point.nth > own.nth;
    return samePoint(isLater ? { ...point, nth: own.nth } : point, own);
  });
  return struck && faultKinds[struck.kind];
};

export const striking = (settings: StrikingSettings): Striking => {
  const points: Point[] = [];
  let step = '';
  /** The invocation whose calls of AWS are throttled. */
  let throttled = '';
  /** What every call to the target is answered from now on. */
  let forGood: CallFault | undefined;

  const arrive = (at: Point['at'], what: string): Point => {
    const nth = points.filter((each) => each.at === at && each.state === step && each.what === what).length + 1;
    const point = { at, state: step, what, nth };
    points.push(point);
    return point;
  };

  const invocation: Interceptors['invocation'] = ({ function: name, invocation: ordinal, payload }) => {
    if (typeof payload !== 'object' || payload === null || !settings.isStep(payload)) return 'proceed';
    step = stepOf(settings.state(), payload);
    const fault = faultAt(arrive('invocation', name), settings.strikes);
    if (fault?.at !== 'invocation') return 'proceed';
    if (fault.fate !== 'throttled') return fault.fate;
    throttled = `${name}/${ordinal}`;
    return 'proceed';
  };

  /** The fault of a call to the target. */
  const faultOf = (name: string): CallFault | undefined => {
    const own = faultAt(arrive('call', name), settings.strikes);
    const fault = forGood ?? (own?.at === 'call' ? own : undefined);
    if (fault?.forGood) forGood = fault;
    return fault;
  };

  const meddle =
    ({ service, nameOf, onTarget }: NonNullable<StrikingSettings['aws']>): CallFate =>
    async (request, serve) => {
      const fault = faultOf(nameOf(request));
      if (fault?.fate.instead) return awsAnswer(fault, service);
      onTarget(request);
      const response = await serve(request);
      return fault === undefined ? response : awsAnswer(fault, service);
    };

  const call: Interceptors['call'] = ({ function: name, invocation: ordinal, service }) => {
    const errors = serviceErrors[service];
    if (throttled === `${name}/${ordinal}` && errors !== undefined) return async () => errors.busy;
    return service === settings.aws?.service ? meddle(settings.aws) : 'proceed';
  };

  const outside: Interceptors['outside'] = ({ request }) => {
    if (!settings.isTarget(request)) return settings.probe({ request });
    const fault = faultOf(settings.nameOf(request));
    if (!fault?.fate.instead) settings.onTarget(request);
    return fault?.fate ?? 'proceed';
  };
  return { interceptors: { invocation, call, outside }, points };
};
