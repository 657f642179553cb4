/**
 * Plug-in contract: a receiver decodes one protocol into signals and answers in it.
 *
 * Example: `otlp` takes POST `/v1/logs`, gunzipped protobuf, and answers an `ExportLogsServiceResponse` in protobuf.
 */
import type { AppError } from './errors.ts';
import type { Signal } from './signal.ts';

/** What came over HTTP; `receivedAt` in milliseconds since the epoch. */
export interface ReceiverRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Already decompressed, within the size cap. */
  readonly body: Uint8Array;
  readonly receivedAt: number;
}

/** Items that were refused for one reason. */
export interface Rejection {
  /** How many items of the request were refused for this reason. */
  readonly count: number;
  readonly reason: string;
}

/** What of a request is accepted, and what is not. */
export interface Decoded {
  readonly signals: readonly Signal[];
  readonly rejected: readonly Rejection[];
  /** Counts of the receiver's own that its answer needs and signals do not tell. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** An answer in the protocol's own form and encoding. */
export interface ReceiverAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** One protocol. */
export interface Receiver {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** Routes it serves, as API Gateway writes them: `POST /v1/logs`. */
  readonly routes: readonly string[];
  /** The content encoding of a body that names none; without this it is plain. */
  readonly defaultEncoding?: string;
  /** Throws InputError (reason `malformed`, `unsupported_media_type`…) when nothing of the request can be used. Pure. */
  decode(request: ReceiverRequest): Decoded;
  /** The answer once Kinesis has what was decoded. */
  accepted(request: Omit<ReceiverRequest, 'body'>, decoded: Decoded): ReceiverAnswer;
  /**
   * The answer to a request that is refused, with the status this protocol's clients treat rightly; `retryAfter` in seconds when the client
   * should come back. A LimitError is 429 everywhere: it is the agent that sends too much, and nothing of ours that fails.
   */
  refused(request: Omit<ReceiverRequest, 'body'>, error: AppError, retryAfter?: number): ReceiverAnswer;
  /**
   * What a signal is known by when its item is sent again: an event's id, or an alert with its state and times. Signals of one item may share
   * it. Undefined where the protocol has nothing of the kind: then the whole request is known again by its bytes. Of a signal as `decode` gave it.
   */
  identity?(signal: Signal, request: Omit<ReceiverRequest, 'body'>): string | undefined;
}
