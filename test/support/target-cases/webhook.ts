/** The webhook under the target contract: a receiver that keeps its runs and takes every mode. */
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Target } from '#kernel/target.ts';
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import type { RunbookWebhookOptions } from '#lib/local/stand-ins/runbook-webhook.ts';
import { startLoopbackHost } from '../loopback-host.ts';
import type { VirtualScheduler } from '../virtual-scheduler.ts';
import type { TargetCase } from './target-case.ts';

/** A signing secret is base64 of some length, whatever it is made from. */
const signingSecret = (text: string): string => `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`;
const secret = signingSecret('T0PSECRETTOKEN');

const keeping = { jobs: true, modes: ['dry_run', 'undo'] as ('dry_run' | 'undo')[] };

/** A receiver behind a socket, and targets that talk to it. */
export const startReceiver = async (clock: VirtualScheduler, settings: object = {}, options: RunbookWebhookOptions = {}) => {
  const standIns = createStandIns({ scheduler: clock, runbookWebhook: { secret, ...options } });
  const host = await startLoopbackHost(standIns.handle);
  const make = (send: typeof fetch = host.fetch, credential = secret): Target => {
    const kind = targetKinds.find(({ id }) => id === 'webhook');
    const http = httpClient({ fetch: (url, init) => send(url, init), timeoutMs: 2_000 });
    const hook = { url: 'https://ops.example.com/runbooks/restart?token=URLSECRET', secret: 'ops/webhook', ...keeping, ...settings };
    const made = kind?.make({ webhook: { restart: hook } }, { http, secret: async () => credential, clock });
    if (made === undefined) throw new Error('the registry makes no webhook');
    return made;
  };
  return { make, receiver: standIns.runbookWebhook, close: () => host.close() };
};

export const webhookCase: TargetCase = {
  id: 'webhook',
  launch: { template: 'restart', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' },
  secret,
  jobMs: 60_000,
  unknownJob: 'sw-nothing',
  refusals: [
    [400, 'InputError', false],
    [401, 'UpstreamError', false],
    [403, 'UpstreamError', false],
    [404, 'InputError', false],
    [405, 'InputError', false],
    [409, 'UpstreamError', false],
    [410, 'InputError', false],
    [422, 'InputError', false],
    [302, 'UpstreamError', false],
    [429, 'UpstreamError', true],
    [500, 'UnknownOutcomeError', false],
    [502, 'UnknownOutcomeError', false],
    [503, 'UnknownOutcomeError', false],
    [504, 'UnknownOutcomeError', false],
  ],
  start: async (clock) => {
    const { make, receiver, close } = await startReceiver(clock);
    return {
      target: make(),
      withSecret: (other) => make(undefined, signingSecret(other)),
      answering: (body) => make(async () => new Response(body, { status: 200 })),
      failStarts: (...faults) => receiver.failStarts(...faults),
      endJobs: (...wanted) => receiver.endRuns(...wanted),
      started: () => receiver.runs().length,
      close,
    };
  },
};
