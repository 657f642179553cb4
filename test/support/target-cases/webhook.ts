/** The webhook under the target contract: a receiver that keeps its runs and takes every mode. */
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import type { RunbookWebhookOptions } from '#lib/local/stand-ins/runbook-webhook.ts';
import type { VirtualScheduler } from '../virtual-scheduler.ts';
import { impossible, reachedOverHttps, usualRefusals } from './over-https.ts';
import type { TargetCase } from './target-case.ts';

/** A signing secret is base64 of some length, whatever it is made from. */
const signingSecret = (text: string): string => `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`;
const secret = signingSecret('T0PSECRETTOKEN');

const keeping = { jobs: true, modes: ['dry_run', 'undo'] as ('dry_run' | 'undo')[] };

/** A receiver behind a socket, and targets that talk to it: as `restart`, and as `run-only`, which takes no other mode. */
export const startReceiver = async (clock: VirtualScheduler, settings: object = {}, options: RunbookWebhookOptions = {}) => {
  const standIns = createStandIns({ scheduler: clock, runbookWebhook: { secret, ...options } });
  const hook = { url: 'https://ops.example.com/runbooks/restart?token=URLSECRET', secret: 'ops/webhook', ...keeping, ...settings };
  const reached = await reachedOverHttps('webhook', {
    standIns,
    settings: { webhook: { restart: hook, 'run-only': { ...hook, modes: [] } } },
    secret,
    ports: () => ({ clock }),
  });
  return { ...reached, receiver: standIns.runbookWebhook };
};

export const webhookCase: TargetCase = {
  id: 'webhook',
  launch: { template: 'restart', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' },
  secret,
  jobMs: 60_000,
  unknownJob: 'sw-nothing',
  refusals: [...usualRefusals, ...impossible(400, 404, 405, 410, 422), [409, 'UpstreamError', false]],
  start: async (clock) => {
    const { receiver, ...reached } = await startReceiver(clock);
    return {
      ...reached,
      withSecret: (other) => reached.withSecret(signingSecret(other)),
      failStarts: (...faults) => receiver.failStarts(...faults),
      endJobs: (...wanted) => receiver.endRuns(...wanted),
      started: () => receiver.runs().length,
    };
  },
};
