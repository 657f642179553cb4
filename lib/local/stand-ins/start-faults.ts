/** What a test has happen to the next calls that would start something. */
import { jsonResponse, lostResponse, type StandInResponse } from './exchange.ts';

/** An answer instead, or none, before or after the effect. */
export type StartFault = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'lost_before' | 'lost_after';

interface StartFaults {
  /** Of the next starts, in order. */
  add(...faults: readonly StartFault[]): void;
  /** Answers one start: as scripted, or by `own`. */
  answer(own: () => StandInResponse): StandInResponse;
}

export const startFaults = (): StartFaults => {
  const faults: StartFault[] = [];
  return {
    add: (...more) => {
      faults.push(...more);
    },
    answer: (own) => {
      const fault = faults.shift();
      if (fault === 'lost_before') return lostResponse;
      if (fault !== undefined && fault !== 'lost_after')
        return jsonResponse(fault.status, { error: { message: 'scripted' } }, fault.headers);
      const response = own();
      return fault === 'lost_after' ? lostResponse : response;
    },
  };
};
