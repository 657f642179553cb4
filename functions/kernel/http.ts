/** One HTTPS call to a system somebody else runs, as channels, targets and providers see it; `#adapters/http` keeps the promise. */
import { UnknownOutcomeError, UpstreamError } from './errors.ts';

/** What is sent. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, https; http where the client was made for private hosts. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Sends the body compressed, and says so. */
  readonly gzip?: true;
  /** Milliseconds for the whole call, where it must be over sooner than the client's own limit. */
  readonly timeoutMs?: number;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Any answer is returned, whatever its status; redirects are answers too and are not followed. Throws UpstreamError when the
 * other side surely never got the call, UnknownOutcomeError when it may have. Errors hold neither address nor headers nor bodies.
 */
export type Http = (call: HttpCall) => Promise<HttpAnswer>;

/** Seconds of `Retry-After`: a number, or a date compared with the answer's own `Date`. Undefined when absent or unreadable. */
export const retryAfterSeconds = (headers: HttpAnswer['headers']): number | undefined => {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  const until = Date.parse(text);
  const answeredAt = Date.parse(headers['date'] ?? '');
  return Number.isFinite(until - answeredAt) ? Math.max(0, Math.ceil((until - answeredAt) / 1000)) : undefined;
};

/** An unwelcome answer as an error: retryable as its status says, with the pause it asked for. */
export const answerError = (system: string, answer: HttpAnswer): UpstreamError => {
  const retryAfter = retryAfterSeconds(answer.headers);
  return new UpstreamError(`${system} answered ${answer.status}.`, {
    status: answer.status,
    reason: `status_${answer.status}`,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
};

/** For calls that may be repeated without harm: an unknown outcome is an ordinary failure. */
export const repeatable =
  (http: Http): Http =>
  async (call) => {
    try {
      return await http(call);
    } catch (error) {
      if (error instanceof UnknownOutcomeError) throw new UpstreamError(error.message, { reason: error.reason, cause: error });
      throw error;
    }
  };
