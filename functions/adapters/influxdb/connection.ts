/** One InfluxDB server's API: authorised, compressed, and asked again a bounded number of times when it is busy or away. */
import { UpstreamError } from '#kernel/errors.ts';
import { answerError, type Http, type HttpAnswer, repeatable, retryAfterSeconds } from '#kernel/http.ts';
import type { Secrets } from '#kernel/ports.ts';

/** Which server, and what of it. */
export interface InfluxSettings {
  /** Such as `https://abc.eu-west-1.timestream-influxdb.amazonaws.com:8086`. */
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  /** Name or ARN of the secret that is the API token. */
  readonly tokenSecret: string;
}

/** What the adapter needs of the outside world. */
export interface InfluxPorts {
  readonly http: Http;
  readonly secrets: Secrets;
  readonly delay: (ms: number) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
}

interface InfluxCall {
  /** With its query. */
  readonly path: string;
  readonly contentType: string;
  readonly accept: string;
  readonly body: string;
  /** Lines come compressed; queries do not: InfluxDB reads them as they are [D: InfluxDB API, PostQuery]. */
  readonly gzip?: true;
}

/** Attempts of a call, the first included, and the longest pause before the second; it doubles from there. */
const maxAttempts = 5;
const firstPauseMs = 100;
/** A longer pause than a function can wait: the stream brings the batch again. */
const longestWaitSeconds = 5;

const isBusy = ({ status }: HttpAnswer): boolean => status === 429 || status >= 500;

/** Calls the server. All its calls may be repeated: a point written twice is one point. UpstreamError when it stays away; other answers are the caller's. */
export const influxConnection = ({ url, tokenSecret }: InfluxSettings, { http, secrets, delay, random }: InfluxPorts) => {
  const send = repeatable(http);
  const once = async ({ path, contentType, accept, ...content }: InfluxCall): Promise<HttpAnswer | UpstreamError> => {
    const authorization = `Token ${await secrets.get(tokenSecret)}`;
    const headers = { authorization, 'content-type': contentType, accept };
    try {
      return await send({ method: 'POST', url: `${url.replace(/\/$/, '')}${path}`, headers, ...content });
    } catch (error) {
      if (error instanceof UpstreamError) return error;
      throw error;
    }
  };
  return async (call: InfluxCall): Promise<HttpAnswer> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(call);
      if (!(answer instanceof UpstreamError) && !isBusy(answer)) return answer;
      const asked = answer instanceof UpstreamError ? undefined : retryAfterSeconds(answer.headers);
      if (attempt === maxAttempts || (asked ?? 0) > longestWaitSeconds)
        throw answer instanceof UpstreamError ? answer : answerError('InfluxDB', answer);
      // Full jitter; after a pause that was asked for, besides it.
      await delay((asked ?? 0) * 1000 + random() * firstPauseMs * 2 ** (attempt - 1));
    }
  };
};
