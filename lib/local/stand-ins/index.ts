/** The systems outside AWS that functions call, stood in for on this machine: an AWX, and a webhook receiver for every other address. Nothing leaves the machine. */
import type { Scheduler } from '../scheduler.ts';
import { type AwxOptions, type AwxStandIn, awxStandIn } from './awx.ts';
import type { StandInRequest, StandInResponse } from './exchange.ts';
import { type ReceivedMessage, type WebhookStandIn, webhookStandIn } from './webhook.ts';

export type { StandInRequest, StandInResponse };

export interface StandInsOptions {
  readonly scheduler: Pick<Scheduler, 'now' | 'after'>;
  readonly awx?: AwxOptions;
  /** Hears of every call and its status (0: no answer), without headers or bodies. */
  readonly onRequest?: (call: { readonly at: number; readonly method: string; readonly url: string; readonly status: number }) => void;
  readonly onMessage?: (message: ReceivedMessage) => void;
}

export interface StandIns {
  /** Answers a call to any foreign host: AWX for paths with `/api/v2/`, the webhook receiver for the rest. */
  handle(request: StandInRequest): StandInResponse;
  readonly awx: AwxStandIn;
  readonly webhook: WebhookStandIn;
}

export const createStandIns = (options: StandInsOptions): StandIns => {
  const awx = awxStandIn(options.scheduler, options.awx);
  const webhook = webhookStandIn(options.scheduler, options.onMessage);
  return {
    awx,
    webhook,
    handle: (request) => {
      const { pathname, origin } = new URL(request.url);
      const response = (pathname.includes('/api/v2/') ? awx : webhook).handle(request);
      options.onRequest?.({ at: options.scheduler.now(), method: request.method, url: `${origin}${pathname}`, status: response.status });
      return response;
    },
  };
};
