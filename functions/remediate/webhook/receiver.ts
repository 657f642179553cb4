/** Calls one receiver: signed as Standard Webhooks says, and each status taken for what it says of the start. */
import { InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import { answerError, type Http, type HttpAnswer, type HttpCall, repeatable } from '#kernel/http.ts';
import type { Clock } from '#kernel/ports.ts';
import { webhookSignature } from '#kernel/webhook-signature.ts';
import { type RunAnswer, runIn } from './wire.ts';

export interface WebhookPorts {
  readonly http: Http;
  readonly secret: (name?: string) => Promise<string>;
  readonly clock: Clock;
}

export interface ReceiverSettings {
  /** May hold a secret, so it is in no error. */
  readonly url: string;
  readonly secret?: string | undefined;
}

export interface Receiver {
  /** InputError, UpstreamError, UnknownOutcomeError as a target's launch. */
  start(key: string, body: object): Promise<RunAnswer>;
  /** NotFoundError when the receiver keeps no such run. */
  run(key: string): Promise<RunAnswer>;
  /** NotFoundError as well; what has ended may be refused with 409. */
  cancel(key: string): Promise<void>;
}

const startError = (answer: HttpAnswer): Error => {
  const { status } = answer;
  const reason = `status_${status}`;
  if ([400, 404, 405, 410, 413, 415, 422].includes(status))
    return new InputError(`The webhook refused the run with ${status}.`, { reason });
  return status >= 500
    ? new UnknownOutcomeError(`The webhook answered ${status} to the run.`, { reason })
    : answerError('The webhook', answer);
};

const isGood = ({ status }: HttpAnswer): boolean => status >= 200 && status <= 299;

export const receiverAt = ({ url, secret }: ReceiverSettings, ports: WebhookPorts): Receiver => {
  const address = new URL(url);
  /** The query stays where it is: some receivers have their token there. */
  const runAddress = (key: string): string => {
    const run = new URL(address);
    run.pathname = `${address.pathname.replace(/\/+$/, '')}/jobs/${key}`;
    return run.href;
  };
  const call = async (http: Http, method: HttpCall['method'], to: string, key: string, body = ''): Promise<HttpAnswer> => {
    const signed = secret === undefined ? {} : webhookSignature({ id: key, at: ports.clock.now(), body }, await ports.secret(secret));
    const content = body === '' ? {} : { 'content-type': 'application/json', 'idempotency-key': key };
    const headers = { accept: 'application/json', 'user-agent': 'streamwarden', ...content, ...signed };
    return http({ method, url: to, headers, ...(body === '' ? {} : { body }) });
  };
  const careful = repeatable(ports.http);
  const known = (answer: HttpAnswer): HttpAnswer => {
    if (answer.status === 404) throw new NotFoundError('The webhook keeps no such run.', { reason: 'status_404' });
    return answer;
  };
  return {
    start: async (key, body) => {
      const answer = await call(ports.http, 'POST', url, key, JSON.stringify(body));
      if (!isGood(answer)) throw startError(answer);
      const run = runIn(answer);
      if (run === undefined)
        throw new UnknownOutcomeError('The webhook took the run and did not say how it stands.', { reason: 'malformed' });
      return run;
    },
    run: async (key) => {
      const answer = known(await call(careful, 'GET', runAddress(key), key));
      if (!isGood(answer)) throw answerError('The webhook', answer);
      const run = runIn(answer);
      if (run === undefined)
        throw new UpstreamError('The webhook answered in a form it should not have.', { reason: 'malformed', status: 200 });
      return run;
    },
    cancel: async (key) => {
      const answer = known(await call(careful, 'DELETE', runAddress(key), key));
      if (!isGood(answer) && answer.status !== 409) throw answerError('The webhook', answer);
    },
  };
};
