/** Calls systems outside AWS: https only, no redirects, a time limit, a bound on what is read, and errors that give nothing away. */
import { gzipSync } from 'node:zlib';
import { AppError, ConfigError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import type { Http, HttpAnswer, HttpCall } from '#kernel/http.ts';
import { wasNeverSent } from '#kernel/never-sent.ts';
import { isSafeAddress } from '#kernel/private-host.ts';

/** How a request is sent: as `fetch` does, with errors that have a `code`, or errors of our own. */
export type Send = (url: string, request: SentRequest) => Promise<Response>;

interface SentRequest {
  readonly method: string;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  readonly headers: HttpCall['headers'];
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

interface HttpClientOptions {
  /** How long a call may take in all, milliseconds. */
  readonly timeoutMs?: number;
  /** Longest answer read, bytes. */
  readonly maxBodyBytes?: number;
  /** Lets http to loopback and private networks pass: models that run beside the function. */
  readonly privateHttp?: boolean;
  readonly fetch?: Send;
}

const readBounded = async (response: Response, maxBytes: number): Promise<string> => {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new UnknownOutcomeError('The answer is too large.', { reason: 'answer_too_large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** What of a call depends on whether its body goes compressed. */
const contentOf = ({ headers, body, gzip }: HttpCall): Pick<SentRequest, 'headers' | 'body'> => {
  if (body === undefined) return { headers };
  return gzip === true ? { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) } : { headers, body };
};

/** The original error is not passed on as a cause: its text may hold the address, which for a webhook is a secret. */
const failure = (error: unknown, timedOut: boolean): Error => {
  if (error instanceof AppError) return error;
  if (timedOut) return new UnknownOutcomeError('No answer in time.', { reason: 'timeout' });
  return wasNeverSent(error)
    ? new UpstreamError('No connection.', { reason: 'unreachable' })
    : new UnknownOutcomeError('The connection broke.', { reason: 'broken' });
};

/** An HTTP client with one set of bounds for all its calls. */
export const httpClient = (options: HttpClientOptions = {}): Http => {
  const { timeoutMs = 10_000, maxBodyBytes = 1_048_576, privateHttp = false, fetch: send = fetch } = options;
  return async (call: HttpCall): Promise<HttpAnswer> => {
    if (!isSafeAddress(call.url) || (!privateHttp && new URL(call.url).protocol !== 'https:')) {
      throw new ConfigError('Only https addresses are called.', { reason: 'not_https' });
    }
    const signal = AbortSignal.timeout(Math.max(1, Math.min(timeoutMs, Math.ceil(call.timeoutMs ?? timeoutMs))));
    try {
      const response = await send(call.url, {
        method: call.method,
        redirect: 'manual',
        signal,
        ...contentOf(call),
      });
      const body = await readBounded(response, maxBodyBytes);
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    } catch (error) {
      throw failure(error, signal.aborted);
    }
  };
};
