/** One POST of JSON to a vendor's API, and its answer as JSON. */
import { answerError, type Http, repeatable } from '#kernel/http.ts';
import { unusable } from './unusable.ts';

interface Posted {
  /** Names the vendor in errors. */
  readonly system: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly timeoutMs: number;
}

/**
 * The document of a 200. UpstreamError as the status says else, and `malformed` when the answer is no JSON; nothing of address, key,
 * question or answer is in an error.
 */
export const postJson = async (http: Http, { system, url, headers, body, timeoutMs }: Posted): Promise<unknown> => {
  const answer = await repeatable(http)({
    ...{ method: 'POST', url, timeoutMs },
    headers: { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'streamwarden', ...headers },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200) throw answerError(system, answer);
  try {
    return JSON.parse(answer.body);
  } catch {
    throw unusable(system, 'malformed');
  }
};
