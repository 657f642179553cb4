/** What a protocol says of its payloads in the shared index: how each is sent, and how many signals it holds by a count apart from the receiver's. */
import type { IngestRequest } from '#functions/ingest/ingest.ts';
import type { ReceiverAnswer } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import type { Payload } from '#test/support/payloads.ts';
import { bodyText } from '#test/unit/ingest/ingest-support.ts';

/** One request made of a payload. */
export interface PayloadCase {
  readonly request: IngestRequest;
  /** Signals it holds. Asked only where the payload must be taken. */
  readonly signals: () => number;
  /** Sent only to see it refused: what a device answers is never posted, what an agent makes of it is. */
  readonly mustRefuse?: true;
}

/** How the payloads of some of the index's protocols are sent and answered. */
export interface PayloadProtocol {
  /** As the index names them. */
  readonly names: readonly string[];
  /** The status of success. */
  readonly status: number;
  readonly cases: (payload: Payload) => readonly PayloadCase[];
  /** The words of a refusal, from where the protocol's clients look for them; undefined where the answer is not in the protocol's form. */
  readonly sentence: (answer: ReceiverAnswer, request: IngestRequest) => string | undefined;
  /** What else must hold of what was taken. */
  readonly holds?: (taken: Taken) => void;
}

/** A payload that was taken, and what became of it. */
export interface Taken {
  readonly payload: Payload;
  readonly request: IngestRequest;
  readonly answer: ReceiverAnswer;
  readonly signals: readonly Signal[];
}

/** The body of an answer as JSON; empty where it is none. */
export const answerJson = ({ body }: ReceiverAnswer): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(bodyText(body)) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** A sentence that stands under a name in a JSON answer. */
export const sentenceAt =
  (name: string) =>
  (answer: ReceiverAnswer): string | undefined => {
    const found = answer.headers['content-type'] === 'application/json' ? answerJson(answer)[name] : undefined;
    return typeof found === 'string' ? found : undefined;
  };

/** A body as JSON, its types taken on trust: who counts knows what was sent. */
export const jsonOf = <Type>(body: Uint8Array): Type => JSON.parse(Buffer.from(body).toString('utf8')) as Type;

export const sum = <Item>(items: readonly Item[], count: (item: Item) => number): number =>
  items.reduce((total, item) => total + count(item), 0);
