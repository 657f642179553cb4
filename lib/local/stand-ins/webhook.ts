/** Stands in for a webhook receiver: takes every POST, remembers it, answers 200 or what a test scripted. */
import type { Scheduler } from '../scheduler.ts';
import { jsonResponse, lostResponse, type StandInRequest, type StandInResponse } from './exchange.ts';

export interface ReceivedMessage {
  /** Virtual time, milliseconds since the epoch. */
  readonly at: number;
  readonly url: string;
  /** The sender's idempotency key, or ''. */
  readonly key: string;
  /** As parsed from JSON; holds signed links, so it stays in memory and is never printed whole. */
  readonly body: unknown;
}

/** What to answer instead of 200: a status, with headers, or no answer (`lost`: after the message was taken). */
type ScriptedAnswer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'lost';

export interface WebhookStandIn {
  /** Messages answered with 2xx or lost after being taken, in order. */
  received(): readonly ReceivedMessage[];
  /** Answers of the next requests, in order; 200 afterwards. */
  script(...answers: readonly ScriptedAnswer[]): void;
  handle(request: StandInRequest): StandInResponse;
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

export const webhookStandIn = (scheduler: Pick<Scheduler, 'now'>, onMessage?: (message: ReceivedMessage) => void): WebhookStandIn => {
  const messages: ReceivedMessage[] = [];
  const answers: ScriptedAnswer[] = [];
  const take = (request: StandInRequest, body: unknown): void => {
    const message = { at: scheduler.now(), url: request.url, key: request.headers['idempotency-key'] ?? '', body };
    messages.push(message);
    onMessage?.(message);
  };
  return {
    received: () => [...messages],
    script: (...more) => {
      answers.push(...more);
    },
    handle: (request) => {
      if (request.method !== 'POST') return jsonResponse(405, { error: 'POST only' });
      const body = parsed(request.body);
      if (body === undefined) return jsonResponse(400, { error: 'not JSON' });
      const scripted = answers.shift();
      if (scripted !== undefined && scripted !== 'lost' && (scripted.status < 200 || scripted.status > 299)) {
        return jsonResponse(scripted.status, { error: 'scripted' }, scripted.headers);
      }
      take(request, body);
      return scripted === 'lost' ? lostResponse : jsonResponse(scripted?.status ?? 200, { ok: true });
    },
  };
};
