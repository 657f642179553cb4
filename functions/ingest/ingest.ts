/** One request of an agent: admit, inflate, decode, enrich, sanitise, frame, put once, and answer in the agent's protocol. */
import type { AgentLimits } from '#kernel/agent-limits.ts';
import { AppError, InputError, LimitError, UpstreamError } from '#kernel/errors.ts';
import type { Clock, FrameSink, Log } from '#kernel/ports.ts';
import { createTally } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverAnswer, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import type { Admission, Asking } from './admission/admission.ts';
import { type Framed, frameSignals } from './frame-signals.ts';
import { inflate } from './inflate.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { Processors } from './processors/process.ts';
import { receiverFor } from './registry.ts';
import { keysOf } from './retries/keys.ts';
import { once } from './retries/once.ts';
import type { Retries } from './retries/retries.ts';

export interface IngestRequest {
  /** Unique to the request: frame ids follow from it. */
  readonly id: string;
  /** Who sends it: the name a token was given to, or the role that signed. */
  readonly agent?: string;
  /** The agent's own. */
  readonly limits?: AgentLimits;
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** As it was sent, still compressed. */
  readonly body: Uint8Array;
}

export interface IngestPorts {
  readonly sink: FrameSink;
  readonly clock: Clock;
  readonly log: Log;
  /** Key of the keyed hash that stands for personal data; cached by whoever gives it. */
  readonly hashKey: () => Promise<string>;
  /** What the operators want done with telemetry; the defaults without. */
  readonly processors?: Processors;
  /** Whoever asks may send as much as it likes without. */
  readonly admission?: Admission;
  /** What is sent again is stored again without. */
  readonly retries?: Retries;
}

export interface IngestResult {
  readonly answer: ReceiverAnswer;
  readonly report: StageReport;
}

/** Seconds a client should wait when the stream could not take what it sent. */
const retryAfterSeconds = 5;

const notFound = (): ReceiverAnswer => ({
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: 'Nothing is received at this path.' }),
});

/** Whatever reading a request ends in is the input's fault: a bug in it must not have clients resend the same body for ever. */
const readable = <Result>(read: () => Result): Result => {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new InputError('The body cannot be read.', { cause, reason: 'malformed' });
  }
};

const total = (decoded: Decoded): number => decoded.rejected.reduce((sum, { count }) => sum + count, 0);

/** What was decoded but for signals that limits refuse or that are too large for a record: an answer may count what is in `signals`, what policy drops included. */
const without = (oversized: readonly Signal[], { refused, ...prepared }: Prepared, decoded: Decoded): Decoded => {
  if (oversized.length + refused.length === 0) return decoded;
  const large = new Set(oversized);
  const lost = new Set(prepared.decoded.filter((_, index) => large.has(prepared.signals[index] as Signal)));
  const tally = createTally();
  for (const { signal, reason } of refused) {
    lost.add(signal);
    tally.refuse(reason);
  }
  tally.refuse('too large for one record', oversized.length);
  return {
    ...decoded,
    signals: decoded.signals.filter((signal) => !lost.has(signal)),
    rejected: [...decoded.rejected, ...tally.rejections()],
  };
};

/** Puts what the stream does not have yet; how many signals it has already. */
const put = async (
  receiver: Receiver,
  request: ReceiverRequest & Asking,
  prepared: Prepared,
  framed: Framed,
  ports: IngestPorts,
): Promise<number> => {
  if (framed.frames.length === 0) return 0;
  if (ports.retries === undefined) {
    await ports.sink.put(framed.frames);
    return 0;
  }
  const large = new Set(framed.oversized);
  const fits = (at: number): boolean => !large.has(prepared.signals[at] as Signal);
  const fitting = (signals: readonly Signal[]): readonly Signal[] => (large.size === 0 ? signals : signals.filter((_, at) => fits(at)));
  const signals = fitting(prepared.signals);
  const keyed = keysOf(receiver, request, request.agent, fitting(prepared.decoded));
  return once(keyed, request.requestId, ports.retries, async (isNew) => {
    const fresh = isNew === undefined ? signals : signals.filter((_, at) => isNew(at));
    const frames = fresh === signals ? framed.frames : frameSignals(fresh, request.requestId, request.receivedAt).frames;
    if (frames.length > 0) await ports.sink.put(frames);
  });
};

/** Takes one request. Never throws for bad input or a failing stream; the answer says it, in the client's protocol. */
export const ingest = async (request: IngestRequest, ports: IngestPorts): Promise<IngestResult> => {
  const receiver = receiverFor(request.method, request.path);
  if (receiver === undefined) return { answer: notFound(), report: emptyReport };
  const receivedAt = ports.clock.now();
  const { agent, limits, ...sent } = request;
  const received: ReceiverRequest = { ...sent, receivedAt };
  const asking: Asking = { requestId: request.id, agent: agent ?? 'unknown', limits };
  // Nobody knows how much a request holds that is refused unread: it counts as one.
  let items = 1;
  let report = emptyReport;
  try {
    await ports.admission?.request(asking, request.body.length);
    const encoding = request.headers['content-encoding'] ?? receiver.defaultEncoding;
    const decoded = readable(() => receiver.decode({ ...received, body: inflate(request.body, encoding, ports.processors?.maxBodyBytes) }));
    items = decoded.signals.length + total(decoded);
    await ports.admission?.signals(asking, decoded.signals.length);
    const hashKey = await ports.hashKey();
    const prepared = readable(() => prepare(decoded.signals, receivedAt, hashKey, ports.processors));
    const framed = readable(() => frameSignals(prepared.signals, request.id, receivedAt));
    const oversized = framed.oversized.length;
    const outcome = without(framed.oversized, prepared, decoded);
    // What limits refused has reasons of its own in the report.
    const rejected = total(outcome) - prepared.refused.length;
    const suppressed = rejected === 0 ? {} : { rejected };
    // Until the stream has them, the request's signals count as not taken: the client still holds them.
    report = { ...emptyReport, received: items, suppressed: { ...suppressed, refused: decoded.signals.length - oversized } };
    const duplicate = await put(receiver, { ...received, ...asking }, prepared, framed, ports);
    report = {
      ...emptyReport,
      received: items,
      produced: prepared.signals.length - oversized - duplicate,
      suppressed: { ...suppressed, ...prepared.suppressed, ...(duplicate > 0 && { duplicate }) },
      ...(Object.keys(prepared.savedBytes).length > 0 && { savedBytes: prepared.savedBytes }),
      ...(Object.keys(prepared.limited).length > 0 && { limited: prepared.limited }),
    };
    return { answer: receiver.accepted(received, outcome), report };
  } catch (error) {
    if (error instanceof LimitError) report = { ...emptyReport, received: items, suppressed: { [error.reason]: items } };
    return { answer: refuse(receiver, received, error, ports.log, agent), report };
  }
};

const refuse = (receiver: Receiver, request: ReceiverRequest, error: unknown, log: Log, agent: string | undefined): ReceiverAnswer => {
  // Admission has logged it, once a window.
  if (error instanceof LimitError) return receiver.refused(request, error, error.retryAfter);
  const bearer = agent === undefined ? {} : { agent };
  if (error instanceof InputError) {
    const cause = error.cause instanceof Error ? { cause: error.cause.name } : {};
    log.warn('request refused', {
      receiver: receiver.id,
      path: request.path,
      reason: error.reason,
      explanation: error.message,
      ...cause,
      ...bearer,
    });
    return receiver.refused(request, error);
  }
  const upstream =
    error instanceof UpstreamError
      ? error
      : new UpstreamError('The telemetry could not be stored.', { cause: error, reason: 'unexpected' });
  // A copy of what is being stored is nobody's failure.
  const level = upstream.reason === 'in_flight' ? 'warn' : 'error';
  log[level]('request could not be stored', {
    receiver: receiver.id,
    reason: upstream.reason,
    ...bearer,
    error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  });
  return receiver.refused(request, upstream, upstream.retryAfter ?? retryAfterSeconds);
};
