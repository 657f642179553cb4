/** Answers a test scripts for a stand-in's next requests, and the calls a stand-in takes. */
import { lostResponse, type StandInResponse } from './exchange.ts';

/** An answer in place of the stand-in's own: whole, or none after the message was taken (`lost`). */
export type ScriptedAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'lost';

export interface Script {
  /** Answers of the next requests, in order; the stand-in's own afterwards. */
  add(...answers: readonly ScriptedAnswer[]): void;
  /** Answers one request: as scripted, or by `own`, whose effect a lost answer has, too. */
  answer(own: () => StandInResponse): StandInResponse;
}

export const script = (): Script => {
  const answers: ScriptedAnswer[] = [];
  return {
    add: (...more) => {
      answers.push(...more);
    },
    answer: (own) => {
      const next = answers.shift();
      if (next === undefined) return own();
      if (next !== 'lost') return { status: next.status, headers: next.headers ?? {}, body: next.body ?? '{}' };
      own();
      return lostResponse;
    },
  };
};

/** The body as a JSON object; undefined when it is none. */
export const jsonObject = (body: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};
