/** Strikes the steps of many runs at once: which run a call belongs to follows from the invocation that makes it, as one runs at a time. */
import type { Interceptors } from '#lib/local/cloud-options.ts';
import type { StandInRequest } from '#lib/local/stand-ins/index.ts';
import { prefix } from '../cloud-fixture.ts';
import { callFate, type FaultKind, invocationFate, outsideFate } from './fault.ts';
import { isProbe } from './policy.ts';
import type { WireRun } from './run.ts';
import type { WireStage } from './stage.ts';

interface Step {
  readonly run: WireRun;
  readonly state: string;
  readonly invocation: string;
  readonly kind: FaultKind | undefined;
  /** Calls of AWS so far. */
  calls: number;
}

const textOf = (payload: unknown, field: string): string => String(Reflect.get(Object(payload), field) ?? '');

export const interception = (stage: () => WireStage): Interceptors => {
  let step: Step | undefined;

  const endNext = ({ run, state }: Step): void => {
    const phase = state === 'Try it dry' ? 'check' : state === 'Launch the runbook' ? 'run' : 'undo';
    stage().pipeline.cloud.standIns.awx.endJobs(run.journey.ends?.[phase] ?? 'successful');
  };

  const isStart = ({ method, url }: StandInRequest): boolean => method === 'POST' && url.endsWith('/launch/');

  return {
    invocation: ({ function: name, invocation, payload }) => {
      if (name !== `${prefix}-remediate` && name !== `${prefix}-notify`) return 'proceed';
      step = undefined;
      const run = stage().runOf(textOf(payload, 'fingerprint'), textOf(payload, 'causeId').split('/')[0]);
      if (run === undefined) return 'proceed';
      run.incidentId ||= textOf(payload, 'incidentId');
      if (textOf(payload, 'taskToken') !== '') run.tokens.push(textOf(payload, 'taskToken'));
      const state = stage().standing(run).state;
      step = { run, state, invocation: `${name}/${invocation}`, kind: run.strike(state), calls: 0 };
      return invocationFate(step.kind);
    },
    call: ({ function: name, invocation }) => {
      if (step?.invocation !== `${name}/${invocation}`) return 'proceed';
      const { run, state, kind } = step;
      step.calls += 1;
      const act = run.takeAct(state);
      if (act === undefined) return callFate(kind, step.calls === 1);
      return async (request, serve) => {
        run.answers.push(...(await act(run, stage())));
        return serve(request);
      };
    },
    outside: ({ request }) => {
      if (step === undefined) return 'proceed';
      if (isProbe(request.url)) {
        step.run.probes += 1;
        const answers = step.run.journey.probe?.(step.run.probes) ?? true;
        return { answer: { status: answers ? 200 : 503, headers: {}, body: '' }, instead: true };
      }
      const fate = outsideFate(step.kind, request.method);
      if (isStart(request) && (fate === 'proceed' || !fate.instead)) endNext(step);
      return fate;
    },
  };
};
