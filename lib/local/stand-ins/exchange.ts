/** A call to a system outside AWS, and a stand-in's answer: what a stand-in sees of the wire. */

export interface StandInRequest {
  readonly method: string;
  /** Absolute, as the function called it. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface StandInResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection breaks instead of this answer: the caller gets none. */
  readonly lost?: true;
}

/** What becomes of a call: it is let be, or answered so instead of by its stand-in, which takes it all the same unless `instead`. */
export type OutsideFate = 'proceed' | { readonly answer: StandInResponse; readonly instead: boolean };

export const jsonResponse = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): StandInResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** No answer at all. */
export const lostResponse: StandInResponse = { status: 0, headers: {}, body: '', lost: true };
